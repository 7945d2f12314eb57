"""A flow's work, done if nobody has begun it: Prefect shows which of the two did it."""

from collections.abc import Callable
from typing import TypeVar

from prefect import State
from prefect.context import TagsContext
from prefect.states import Completed

from flows.context import current_worker
from store.outbox import steps

T = TypeVar("T")
DONE_PLAINLY = "done plainly"
"""Name of the state of a run that Prefect began after its deadline: the worker had begun the work by then."""


def once(
    event_id: str | None, work: Callable[[], T], named: Callable[[T], State[None]] = lambda _: Completed()
) -> State[None]:
    """`named` says what came of it. Without an event somebody has started it in Prefect, and nobody else does it.

    Raises what `work` raises.
    """
    done: list[T] = []
    if event_id is None:
        done.append(untagged(work))
    else:
        with steps.of_event(event_id):
            current_worker().handovers.do(event_id, lambda: done.append(untagged(work)))
    if done:
        return named(done[0])
    return Completed(name=DONE_PLAINLY, message="The worker had begun it: Prefect came after its deadline.")


def untagged(work: Callable[[], T]) -> T:
    """A task with tags asks Prefect for a slot of each before it begins, and hangs where Prefect does; its flow has them."""
    with TagsContext(current_tags=set()):
        return work()
