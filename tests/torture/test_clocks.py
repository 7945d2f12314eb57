"""Machines whose clocks are minutes apart share one database: nothing waits, nothing is taken from the living, and the log is in order."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlmodel import func, select

from schemas.states import DeliveryStatus
from store.crises import lifecycle
from store.db.tables import DeliveryRow
from store.drafts import drafts
from store.evidence import audit
from store.identity import passwords
from tests.cast import content, request
from tests.servers import elsewhere
from tests.servers.postgres import Postgres
from tests.torture.desk import desk, token_for
from tests.torture.scene import Running, Scene, open_scene, publish, settle_all, start_worker

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
BURST = 20
AHEAD = 300
PASSWORD = "fire ord uten sammenheng"


@pytest.fixture
def scene(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres: Postgres, migrated_postgres: str
) -> Iterator[Scene]:
    """On PostgreSQL, since nobody shares an SQLite file between machines. A lease is far longer than a beat may be late."""
    with open_scene(tmp_path, monkeypatch, postgres.fresh(migrated_postgres)) as made:
        monkeypatch.setenv("KRISEKANAL_LEASE_SECONDS", "30")
        yield made


@contextmanager
def at_work(*programs: Running) -> Iterator[None]:
    try:
        yield
    finally:
        for program in programs:
            program.terminate()
            program.wait(120)


def check_log(scene: Scene) -> Counter[str]:
    """In order, and unbroken; returns how often each action is in it."""
    events = audit.events(scene.opened.ctx)
    assert [e.at for e in events] == sorted(e.at for e in events)
    assert audit.verify(scene.opened.ctx).first_bad is None
    return Counter(e.action for e in events)


def test_workers_five_minutes_apart_share_a_burst(scene: Scene) -> None:
    crisis = lifecycle.establish(scene.opened.ctx, "kari", request())
    with at_work(start_worker(scene, AHEAD), start_worker(scene)):
        ids = [publish(scene, crisis.id, number) for number in range(BURST)]
        found = settle_all(scene, ids)
    assert {d.status for m in found for d in m.deliveries} == {DeliveryStatus.DELIVERED}
    assert check_log(scene)["delivery.taken_over"] == 0
    assert (scene.data / "worker.log").read_text().count("clock.off") == 1, "the one that is off says so"


def test_what_a_desk_five_minutes_ahead_approves_leaves_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """And its first page says that the clock is off."""
    ctx = scene.opened.ctx
    passwords.set_password(ctx, "ola", PASSWORD)
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content()).id)
    headers = token_for(scene, "ola") | {"idempotency-key": "fem-minutter-foran"}
    with desk(scene, monkeypatch, AHEAD) as url:
        answer = httpx.post(
            f"{url}/api/v1/drafts/{draft.id}/approve",
            json={"seen": str(draft.revision.seen)},
            headers=headers,
            timeout=120,
        )
        assert answer.status_code == 200, answer.text
        with httpx.Client(base_url=url, follow_redirects=True, timeout=120) as browser:
            page = browser.post("/login", data={"name": "ola", "password": PASSWORD, "next": "/"}).text
    assert re.search(r"Klokka på denne maskinen går (299|300|301) sekunder foran", page)
    with ctx.read() as session:
        assert session.exec(select(func.max(DeliveryRow.due_at) <= func.clock_timestamp())).one()
    with at_work(start_worker(scene)):
        [message] = settle_all(scene, [answer.json()["id"]])
    assert {d.status for d in message.deliveries} == {DeliveryStatus.DELIVERED}
    check_log(scene)


def test_a_machine_that_is_off_is_told_by_the_doctor(scene: Scene) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "krisekanal"), "doctor", "--json"],
        env=os.environ | elsewhere.off_by(-AHEAD),
        capture_output=True,
        text=True,
    )
    rows = [row for row in json.loads(done.stdout) if "databasen" in row["message"] and "timedatectl" in row["message"]]
    assert done.returncode == 7 and [row["level"] for row in rows] == ["error"]
    assert re.search(r"(299|300|301) sekunder etter", rows[0]["message"])
