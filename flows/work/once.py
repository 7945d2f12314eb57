"""A flow's work, done if nobody has begun it: Prefect shows which of the two did it."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from prefect import State
from prefect.futures import PrefectFuture, wait
from prefect.states import Completed

from flows.work.context import current_worker
from flows.work.taking import take
from schemas.errors import KrisekanalError
from store.outbox import steps

T = TypeVar("T")
DONE_PLAINLY = "done plainly"
"""Name of the state of a run that Prefect began after its deadline: the worker had begun the work by then."""


class StepFailed(Exception):
    """All that Prefect is told of an error is its kind: words may hold what somebody wrote, or a password."""


def once(
    event_id: str | None, work: Callable[[], T], named: Callable[[T], State[None]] = lambda _: Completed()
) -> State[None]:
    """`named` says what came of it. Without an event somebody has started it in Prefect, and nobody else does it.

    Raises `StepFailed` where the work raises; whoever waits for the work here is told all. Whoever has started it in Prefect
    is told our own sentence there: it is about what they have typed there.
    """
    done: list[T] = []
    if event_id is None:
        done.append(unsaid(work, KrisekanalError))
    else:
        with steps.of_event(event_id):
            unsaid(lambda: take(current_worker(), event_id, lambda: done.append(work())))
    if done:
        return named(done[0])
    return done_plainly()


def done_plainly() -> State[None]:
    return Completed(name=DONE_PLAINLY, message="The worker had begun it: Prefect came after its deadline.")


def unsaid(work: Callable[[], T], *but: type[Exception]) -> T:
    """Around everything that Prefect sees fail; `but` are said as they are."""
    try:
        return work()
    except but:
        raise
    except Exception as error:
        raise StepFailed(type(error).__name__) from None


def ended(tasks: Sequence[PrefectFuture[Any]]) -> list[State[Any]]:
    """How each of them ended, all side by side; none of them takes the flow down."""
    wait(list(tasks))
    return [each.state for each in tasks]
