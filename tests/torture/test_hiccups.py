"""A worker that lives is never the reason for silence: whatever the database does, it writes down what it knows."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from schemas.drafts.content import MessageKind
from schemas.errors import StoreUnavailable
from schemas.messages.message import Message
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.database import open_engine
from store.drafts import follow_ups
from store.evidence import audit
from tests.cast import content, request
from tests.servers.postgres import Postgres
from tests.torture.scene import Running, Scene, open_scene, publish, publish_when_possible, settle_all, town, working
from tests.torture.tally import compare, received

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
Record = Callable[[str, object], None]
HELD = 12.0
"""Seconds that somebody else has the writer's turn: longer than a writer waits (5 s), and than a lease lasts (1.5 s)."""
CUTS, PAUSE = 15, 0.3
MAY_BE_UNCERTAIN = {"epost", "varsling"}
"""Where nothing can be read back and no key is known."""


def check(scene: Scene, found: list[Message], record: Record) -> None:
    tally = compare(found, received(scene))
    record("reached", tally.words())
    assert tally.holds(), tally
    assert tally.uncertain == 0 and tally.delivered == tally.units, "no machine has died: everything is known"
    assert audit.verify(scene.opened.ctx).first_bad is None


@contextmanager
def writers_turn(ctx: AppContext) -> Iterator[None]:
    """Somebody else's transaction, who takes his time."""
    engine = open_engine(ctx.engine.url.render_as_string(hide_password=False), busy_timeout_ms=30_000)
    with engine.execution_options(writing=True).connect() as connection, connection.begin():
        connection.execute(text("SELECT 1"))
        yield
    engine.dispose()


def test_somebody_else_has_the_writers_turn(scene: Scene, record_property: Record) -> None:
    """Also the correction of what was under way arrives."""
    ctx = scene.opened.ctx
    crisis = lifecycle.establish(ctx, "kari", request())
    ids = []
    with working(scene) as worker:
        for number in range(4):
            ids.append(publish(scene, crisis.id, number))
        with writers_turn(ctx):
            time.sleep(HELD)
        found = settle_all(scene, ids)
        assert worker.poll() is None
        draft = follow_ups.submit(
            ctx,
            "anne",
            ids[0],
            content("Kok det lenger.", title="Runde 000", kind=MessageKind.CORRECTION, wrong="Feil tall."),
        )
        settle_all(scene, [approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id])
    check(scene, found[1:], record_property)


def test_connections_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres: Postgres, migrated_postgres: str, record_property: Record
) -> None:
    with open_scene(tmp_path, monkeypatch, postgres.fresh(migrated_postgres)) as scene:
        ctx, numbers = scene.opened.ctx, count()
        crisis = lifecycle.establish(ctx, "kari", request())
        with working(scene) as worker:
            ids = [publish_when_possible(scene, crisis.id, numbers)]
            settle_all(
                scene, ids
            )  # it is at work, not only signed in: who cannot reach the database at its start ends, and says so
            cutter = Thread(target=_cut, args=(ctx,))
            cutter.start()
            ids += [publish_when_possible(scene, crisis.id, numbers) for _ in range(11)]
            cutter.join()
            found = settle_all(scene, ids)
            assert worker.poll() is None
        check(scene, found, record_property)


def _cut(ctx: AppContext) -> None:
    """Every connection to this database but our own, again and again."""
    engine = open_engine(ctx.engine.url.render_as_string(hide_password=False))
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(CUTS):
        with suppress(DBAPIError), engine.begin() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        time.sleep(PAUSE)
    engine.dispose()


def test_a_worker_that_is_told_to_stop_in_a_mailing_leaves_no_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    """40 letters: what is under way is finished and written down, and the rest is the next worker's."""
    readers = [f"leser{number}@kk.example" for number in range(40)]
    with open_scene(tmp_path, monkeypatch, municipality=town(readers)) as scene:
        crisis = lifecycle.establish(scene.opened.ctx, "kari", request())
        ids = []
        for number in range(3):
            with working(scene):
                ids.append(publish(scene, crisis.id, number, ["epost"]))
                _wait_for_letters(scene, 40 * number + 5)
        before = len(scene.smtp.messages)
        assert before < 120, "the worker was stopped while it was mailing"
        with working(scene):
            found = settle_all(scene, ids)
        tally = compare(found, received(scene, readers), readers=readers)
        record_property("reached", {"sent at the stops": before, **tally.words()})
        assert tally.holds() and tally.uncertain == 0 and tally.delivered == tally.units == 120, tally


def test_a_worker_that_sleeps_longer_than_its_lease(scene: Scene, record_property: Record) -> None:
    """A closed lid: another one takes over, and what the sleeper says when it wakes up settles what it knows."""
    ctx, ids = scene.opened.ctx, []
    crisis = lifecycle.establish(ctx, "kari", request())
    with working(scene) as sleeper, working(scene):
        for number in range(5):
            ids.append(publish(scene, crisis.id, number))
            time.sleep(0.05 * number)
            _put_to_sleep(sleeper, ctx)
            time.sleep(2.5)
            sleeper.send_signal(signal.SIGCONT)
        found = settle_all(scene, ids)
    tally = compare(found, received(scene), MAY_BE_UNCERTAIN)
    late = [event for event in audit.events(ctx, crisis.id) if event.action == "delivery.late_answer"]
    record_property("reached", {"late answers": len(late), **tally.words()})
    assert tally.holds(), tally
    assert audit.verify(ctx).first_bad is None


def _put_to_sleep(sleeper: Running, ctx: AppContext) -> None:
    """Between two of its transactions: on SQLite everybody waits for one who sleeps with the writer's turn in hand."""
    impatient = replace(ctx, engine=open_engine(ctx.engine.url.render_as_string(hide_password=False), 100))
    while True:
        sleeper.send_signal(signal.SIGSTOP)
        with suppress(StoreUnavailable), impatient.write():
            impatient.engine.dispose()
            return
        sleeper.send_signal(signal.SIGCONT)
        time.sleep(0.01)


def _wait_for_letters(scene: Scene, most: int) -> None:
    deadline = time.monotonic() + 180
    while len(scene.smtp.messages) <= most:
        assert time.monotonic() < deadline
        time.sleep(0.01)
