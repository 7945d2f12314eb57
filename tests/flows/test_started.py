"""A run of the pool is called with what our own event says, whatever somebody has written in Prefect."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from flows.route_draft import answer_author, route_draft
from flows.runtime.started import called_with, ours
from flows.work.context import set_worker
from flows.work.taking import take
from schemas.event import EventKind, OutboxEvent
from store.crises import lifecycle
from store.drafts import drafts
from store.outbox import offers, outbox
from tests.cast import MUNICIPALITY, content, request
from tests.flows.stage import LEASE, Stage

pytestmark = pytest.mark.one_database


@pytest.fixture
def stage(engine: Engine, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(engine, tmp_path, MUNICIPALITY)
    made.worker.settings = made.worker.settings.model_copy(update={"prefect": "pool"})
    set_worker(made.worker)
    yield made


def submitted(stage: Stage) -> OutboxEvent:
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    draft = drafts.new(stage.ctx, "anne", crisis.id, content("Kok vannet."))
    drafts.submit(stage.ctx, "anne", draft.id)
    (event,) = outbox.claim_due(stage.ctx, stage.worker.name, LEASE, kinds=[EventKind.DRAFT_SUBMITTED])
    return event


def test_parameters_are_the_events_own(stage: Stage) -> None:
    event = submitted(stage)
    asked = {"event_id": event.id, "draft_id": "u-another", "step": "overdue"}
    assert called_with(route_draft.name, asked) == {"event_id": event.id, "draft_id": event.payload["draft_id"]}


@pytest.mark.parametrize("given", [{}, {"event_id": None}, {"event_id": "o-nothere"}])
def test_without_an_event_nothing_is_run(stage: Stage, given: dict[str, object]) -> None:
    with pytest.raises(LookupError):
        called_with(route_draft.name, given)


def test_another_flows_event_is_not_finished(stage: Stage) -> None:
    event = submitted(stage)
    with pytest.raises(LookupError):
        called_with(answer_author.name, {"event_id": event.id})


def test_what_people_start_is_called_with_what_they_wrote(stage: Stage) -> None:
    assert called_with("drill", {"scenario": "vann"}) == {"scenario": "vann"}
    with pytest.raises(LookupError):
        ours("foreign")


def test_what_was_offered_is_taken_once_and_finished(stage: Stage) -> None:
    event, done = submitted(stage), list[int]()
    assert not take(stage.worker, event.id, lambda: done.append(0)), "not on offer"
    offers.offer(stage.ctx, event.id, stage.worker.name)
    assert take(stage.worker, event.id, lambda: done.append(1))
    assert not take(stage.worker, event.id, lambda: done.append(2))
    found = outbox.find(stage.ctx, event.id)
    assert done == [1] and found and found.done_at and found.ran_by == "prefect"
    assert stage.worker.in_hand.all() == frozenset()


def test_what_fails_is_given_back(stage: Stage) -> None:
    event = submitted(stage)
    offers.offer(stage.ctx, event.id, stage.worker.name)

    def fails() -> None:
        raise ValueError("ord")

    with pytest.raises(ValueError, match="ord"):
        take(stage.worker, event.id, fails)
    stage.clock.now += outbox.RETRY_PAUSE
    (again,) = outbox.claim_due(stage.ctx, "another", LEASE, kinds=[EventKind.DRAFT_SUBMITTED])
    assert (again.id, again.attempts) == (event.id, 2)


def test_who_is_to_stop_takes_nothing_over(stage: Stage) -> None:
    event = submitted(stage)
    offers.offer(stage.ctx, event.id, stage.worker.name)
    stage.worker.stopping.set()
    assert not take(stage.worker, event.id, lambda: None)
