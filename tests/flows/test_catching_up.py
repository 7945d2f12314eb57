"""What was done without Prefect is shown there afterwards, and never in the way of what is due."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from flows.runtime import catching_up
from flows.runtime.catching_up import SHOWN, CatchingUp
from schemas.event import EventKind, OutboxEvent
from store.crises import lifecycle
from store.outbox import outbox
from tests.cast import request
from tests.flows.stage import Stage
from tests.journeys.town import eventually

pytestmark = pytest.mark.one_database


def shown_while(stage: Stage, go_on: Callable[[], bool]) -> list[str]:
    """The events that are shown until there are none left, or `go_on` says so."""
    shown: list[str] = []

    def flow(event: OutboxEvent) -> None:
        shown.append(event.id)

    late = CatchingUp(stage.worker, flow, go_on)
    late.start()
    eventually(lambda: late.idle)
    late.stop()
    return shown


def twice() -> Callable[[], bool]:
    answers = [True, True]
    return lambda: bool(answers and answers.pop())


def done_plainly(stage: Stage) -> list[str]:
    """What two crises that are set up leave behind, all of it done without Prefect a minute ago."""
    lifecycle.establish(stage.ctx, "kari", request())
    lifecycle.establish(stage.ctx, "kari", request(title="Ras"))
    stage.forward(minutes=1)
    since = stage.clock.now - timedelta(days=1)
    done = [event.id for event in outbox.done_plainly(stage.ctx, since, SHOWN, 200)]
    assert len(done) > 1
    return done


def test_what_was_done_without_prefect_is_shown_once_nothing_is_due(stage: Stage) -> None:
    done = done_plainly(stage)
    assert shown_while(stage, lambda: True) == done


def test_nothing_is_shown_while_an_event_waits(stage: Stage) -> None:
    done = done_plainly(stage)
    lifecycle.establish(stage.ctx, "kari", request(title="En til"))
    assert shown_while(stage, twice()) == []
    stage.forward(minutes=1)
    assert set(done) < set(shown_while(stage, lambda: True))


def test_nothing_is_shown_right_after_an_event_was_done(stage: Stage) -> None:
    done_plainly(stage)
    lifecycle.establish(stage.ctx, "kari", request(title="En til"))
    stage.forward(seconds=0)
    assert shown_while(stage, twice()) == []


def test_what_comes_again_by_itself_holds_nothing_up(stage: Stage) -> None:
    done = done_plainly(stage)
    with stage.ctx.write() as session:
        outbox.emit(session, stage.ctx, EventKind.WATCH_DUE, {})
    assert shown_while(stage, lambda: True) == done


def test_what_prefect_does_not_take_is_tried_again_and_holds_nothing_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "_PAUSE", 0.01)
    done, asked = done_plainly(stage), list[str]()

    def flow(event: OutboxEvent) -> None:
        asked.append(event.id)
        if event.id == done[0] or (event.id == done[-1] and asked.count(event.id) == 1):
            raise ConnectionError

    late = CatchingUp(stage.worker, flow, lambda: True)
    late.start()
    eventually(lambda: late.idle)
    late.stop()
    assert asked == [done[0]] * 3 + done[1:-1] + [done[-1]] * 2


def test_what_was_done_while_it_was_at_it_is_shown_too(stage: Stage) -> None:
    """Prefect dies in the middle of catching up, a crisis passes without it, and it answers again."""
    before = done_plainly(stage)
    shown: list[str] = []
    meanwhile: list[str] = []

    def flow(event: OutboxEvent) -> None:
        shown.append(event.id)
        if len(shown) == 1:
            meanwhile.extend(each for each in done_plainly(stage) if each not in before)
            for _ in range(3):
                late.start()

    late = CatchingUp(stage.worker, flow, lambda: True)
    late.start()
    eventually(lambda: late.idle)
    late.stop()
    assert meanwhile and shown == before + before + meanwhile
