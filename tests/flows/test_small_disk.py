"""A disk that is full or read-only where it hurts most, then writable again: nothing half done, and it goes on by itself."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import Engine

from schemas.accounts.account import Platform
from schemas.errors import StoreUnavailable
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.crises import lifecycle
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from tests.cast import MUNICIPALITY, account, content, request
from tests.flows.conftest import hooked, opened
from tests.flows.stage import Stage
from tests.servers import sqlite
from tests.servers.recorder import Recorder, Request
from tests.servers.small_disk import SmallDisk, small_disk

AWAY = 0.5
"""Seconds that the disk refuses, from the moment a request has arrived."""


@pytest.fixture(params=["full", "read-only"])
def disk(request: pytest.FixtureRequest) -> Iterator[SmallDisk]:
    with small_disk(request.param) as made:
        yield made


@pytest.fixture
def database(disk: SmallDisk) -> Iterator[Engine]:
    path = disk.root / "krisekanal.db"
    path.write_bytes(sqlite.migrated())
    engine = opened(path)
    yield engine
    engine.dispose()


def _approved(stage: Stage, *accounts: str) -> str:
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    draft = drafts.submit(stage.ctx, "anne", drafts.new(stage.ctx, "anne", crisis.id, content(), accounts).id)
    return approvals.approve(stage.ctx, "ola", draft.id, draft.revision.seen).id


def _statuses(stage: Stage, message_id: str) -> set[DeliveryStatus]:
    return {delivery.status for delivery in messages.show(stage.ctx, message_id).deliveries}


def _goes_on(stage: Stage, reached: Callable[[], bool]) -> None:
    """As the dispatcher, who looks again while the database refuses."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(StoreUnavailable):
            stage.until(reached, timedelta(hours=2))
            return
        time.sleep(0.05)
    raise AssertionError("it did not go on")


def test_in_the_middle_of_an_audit_line(disk: SmallDisk, database: Engine) -> None:
    """Deed and line are one: both of them or neither. Space that the database has left is used up first."""
    stage, made = Stage(database, disk.root, MUNICIPALITY), list[str]()
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    disk.refuse(database.dispose)
    with pytest.raises(StoreUnavailable, match=r"(disk is full|cannot be written to) and nothing was changed"):
        for number in range(5000):
            made.append(drafts.new(stage.ctx, "anne", crisis.id, content(f"Kok vannet {number}."), ["side"]).id)
    disk.allow()
    assert {draft.id for draft in drafts.listing(stage.ctx)} == set(made)
    assert [event.subject for event in audit.events(stage.ctx, action="draft.created")] == made
    assert audit.verify(stage.ctx).whole
    drafts.new(stage.ctx, "anne", crisis.id, content(), ["side"])


def test_in_the_middle_of_a_fan_out(disk: SmallDisk, database: Engine, server: Recorder) -> None:
    """What the channel has taken is kept in mind until it can be written down: sent once, and known to be."""
    stage = hooked(database, disk.root, server, ("krok",))
    message = _approved(stage, "krok", "side")
    met, keep = list[Request](), server._keep

    def on_arrival(arrived: Request) -> None:
        keep(arrived)
        if not met:
            met.append(arrived)
            disk.refuse(database.dispose)
            Timer(AWAY, disk.allow).start()

    server._keep = on_arrival  # type: ignore[method-assign, assignment]  # a server in whose middle something happens
    _goes_on(stage, lambda: _statuses(stage, message) == {DeliveryStatus.DELIVERED})
    assert len(met) == len(server.requests) == 1
    assert sum(line["title"] == content().title for line in stage.lines("side")) == 1
    assert audit.verify(stage.ctx).whole


def test_in_the_middle_of_the_page(disk: SmallDisk, small: Path) -> None:
    """The database is elsewhere: the page stays as it was, whole, and has the message once when there is room."""
    page = account("nett", Platform.PUBLIC_PAGE, url="krisepage://")
    stage = Stage(
        opened(small), disk.root, MUNICIPALITY.model_copy(update={"accounts": (*MUNICIPALITY.accounts, page)})
    )
    first = _approved(stage, "nett")
    stage.until(lambda: _statuses(stage, first) == {DeliveryStatus.DELIVERED})
    index = disk.root / "public" / "index.html"
    before = index.read_bytes()
    disk.refuse(lambda: None)
    second = _approved(stage, "nett")
    stage.forward(minutes=3)
    assert index.read_bytes() == before and _statuses(stage, second) == {DeliveryStatus.QUEUED}
    disk.allow()
    stage.until(lambda: _statuses(stage, second) == {DeliveryStatus.DELIVERED})
    entries = [json.loads(path.read_text()) for path in (disk.root / "public" / "entries").glob("*.json")]
    assert len(entries) == 2 and index.read_bytes() != before
