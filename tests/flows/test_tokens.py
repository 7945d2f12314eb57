"""Tokens that end: exchanged a fortnight before, by the worker, and somebody is told where that fails."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from notifiers.facade import Channels
from schemas.accounts.account import Platform
from store.accounts import renewals
from store.db.tables import NoticeRow
from store.evidence import audit
from tests.cast import ACCOUNTS, MUNICIPALITY, account
from tests.fakes.threads import FakeThreads
from tests.flows.conftest import opened
from tests.flows.stage import Stage

THREADS = account("tråder-konto".replace("å", "a"), Platform.THREADS, url=None, secret="threads")
OTHER = account("bluesky", Platform.BLUESKY, url=None, secret="bluesky")
TOWN = MUNICIPALITY.model_copy(update={"accounts": (*ACCOUNTS, OTHER, THREADS)})


@pytest.fixture
def fake() -> Iterator[FakeThreads]:
    with FakeThreads() as running:
        yield running


@pytest.fixture
def stage(small: Path, tmp_path: Path) -> Iterator[Stage]:
    engine = opened(small)
    made = Stage(engine, tmp_path, TOWN)
    assert isinstance(made.ctx.channels, Channels)
    made.ctx.channels._secret = made.worker.vault.get
    yield made
    engine.dispose()


def keep(stage: Stage, fake: FakeThreads, days: int) -> None:
    """A stored token that ends in so many days."""
    ends = (stage.clock.now + timedelta(days=days)).isoformat().replace("+", "%2B")
    stage.worker.vault.put(stage.ctx, "kari", "threads", f"{fake.url}&expires={ends}")


def a_day(stage: Stage) -> None:
    """As the worker: it asks every hour, which plans one look a day."""
    renewals.plan(stage.ctx)
    renewals.plan(stage.ctx)
    stage.forward(seconds=5)


def told(stage: Stage) -> list[str]:
    with Session(stage.ctx.engine) as session:
        return [row.person_id for row in session.exec(select(NoticeRow)) if "tilgangen" in row.subject.lower()]


def actions(stage: Stage) -> list[str]:
    return [event.action for event in audit.events(stage.ctx) if event.action.startswith("channel.")]


def test_fake_a_token_that_ends_soon_is_exchanged_and_kept(stage: Stage, fake: FakeThreads) -> None:
    keep(stage, fake, days=13)
    a_day(stage)
    assert actions(stage) == ["channel.renewed"] and told(stage) == []
    stored = stage.worker.vault.get("threads") or ""
    assert "token=hemmelig-ny" in stored
    expires = stage.worker.channels.expires(THREADS)
    assert expires and fake.token == "hemmelig-ny"
    everything = str([event.model_dump() for event in audit.events(stage.ctx)])
    assert "hemmelig" not in everything and audit.verify(stage.ctx).first_bad is None


def test_fake_a_token_with_time_left_is_left_alone(stage: Stage, fake: FakeThreads) -> None:
    keep(stage, fake, days=15)
    a_day(stage)
    assert actions(stage) == [] and fake.requests == []
    stage.forward(days=2)
    a_day(stage)
    assert actions(stage) == ["channel.renewed"]


def test_fake_where_it_fails_the_editors_are_told_once_a_day(stage: Stage, fake: FakeThreads) -> None:
    keep(stage, fake, days=5)
    fake.token = "trukket tilbake"
    a_day(stage)
    a_day(stage)
    assert sorted(told(stage)) == ["ingrid", "ola"] and actions(stage) == ["channel.not_renewed"]
    stage.forward(days=1)
    a_day(stage)
    assert len(told(stage)) == 4
    assert "token=hemmelig&" in (stage.worker.vault.get("threads") or ""), "what was stored stays"


def test_one_look_a_day_does_not_touch_what_has_no_end(stage: Stage) -> None:
    a_day(stage)
    assert actions(stage) == []
