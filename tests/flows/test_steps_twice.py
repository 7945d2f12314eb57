"""Every step of every event is taken twice, as after a worker that died before it wrote down that it was done: nothing more happens."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from schemas.event import EventKind, OutboxEvent
from schemas.states import CrisisStatus
from store.approvals import approvals
from store.crises import find, lifecycle
from store.drafts import drafts
from store.exercises import plans
from store.outbox import outbox
from tests.cast import MUNICIPALITY, content, request
from tests.flows.stage import LEASE, Stage
from tests.flows.test_unattended import STORY

NOT_COMPARED = {"worker", "alembic_version"}
"""Signs of life."""


class TakenTwice(Stage):
    """As `Stage`; each event's work is done again before it counts as done, and may not change a row."""

    def __init__(self, database: Engine, folder: Path) -> None:
        super().__init__(database, folder, MUNICIPALITY)
        self.twice: Counter[EventKind] = Counter()

    def _work(self) -> None:
        for event in outbox.claim_due(self.ctx, self.worker.name, LEASE):
            self.handled += 1
            if not self._done(event):
                continue
            before = self.rows()
            assert self._done(event)
            assert self.rows() == before, event
            self.twice[event.kind] += 1
            outbox.finish(self.ctx, event.id, "plain")

    def _done(self, event: OutboxEvent) -> bool:
        try:
            self.engine.run(event)
            self.worker.hands.wait()
        except Exception as error:
            self.failed = error
            outbox.fail(self.ctx, event.id, type(error).__name__, self.worker.name)
            return False
        return True

    def rows(self) -> dict[str, list[str]]:
        """As the driver gives them: made into our nouns, four hundred times sixty tables, they were half of this test."""
        with self.ctx.engine.connect() as connection:
            cursor = connection.connection.cursor()
            return {name: self._all(cursor, name) for name in SQLModel.metadata.tables if name not in NOT_COMPARED}

    def _all(self, cursor: Any, table: str) -> list[str]:
        cursor.execute(f'SELECT * FROM "{table}"')
        return sorted(map(repr, cursor.fetchall()))


@pytest.fixture
def twice(engine: Engine, tmp_path: Path) -> TakenTwice:
    return TakenTwice(engine, tmp_path)


def test_an_exercise_with_every_inject(twice: TakenTwice) -> None:
    twice.scenario("alt", STORY)
    crisis = plans.start(twice.ctx, "kari", "alt", scripted=True)
    twice.until(lambda: twice.report(crisis.id))
    wanted = {
        EventKind.CRISIS_ESTABLISHED,
        EventKind.MESSAGE_QUEUED,
        EventKind.DRAFT_SUBMITTED,
        EventKind.DRAFT_DECIDED,
        EventKind.INJECT_DUE,
        EventKind.EXERCISE_STEP_DUE,
        EventKind.NOTICE_DUE,
        EventKind.CRISIS_STOOD_DOWN,
    }
    assert wanted <= set(twice.twice), twice.twice


def test_a_draft_that_waits_and_a_lock_that_nobody_confirms(twice: TakenTwice) -> None:
    crisis = lifecycle.establish(twice.ctx, "kari", request())
    waiting = drafts.submit(twice.ctx, "anne", drafts.new(twice.ctx, "anne", crisis.id, content("Venter"), ["side"]).id)
    twice.forward(hours=2)
    approvals.approve(twice.ctx, "ola", waiting.id, waiting.revision.seen)
    twice.forward(minutes=5)
    lifecycle.stand_down(twice.ctx, "kari", crisis.id)
    twice.until(lambda: twice.report(crisis.id) and twice.twice[EventKind.LOG_HEAD_DUE])
    assert find.show(twice.ctx, crisis.id).status is CrisisStatus.STOOD_DOWN
    assert {EventKind.APPROVAL_REMINDER_DUE, EventKind.CONFIRMATION_REMINDER_DUE} <= set(twice.twice), twice.twice
