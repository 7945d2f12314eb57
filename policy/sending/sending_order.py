"""Which channel goes first when many want to leave at once.

The public page is where everybody is sent to, and SMS reaches those in danger wherever they are: both go before the rest. Among
equals the oldest message goes first, so that no channel's word overtakes an earlier one.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from schemas.messages.turn import Turn

T = TypeVar("T")


def is_first(turn: Turn) -> bool:
    """Whether others wait behind it."""
    return turn < Turn.REST


def in_turn(found: Iterable[T], turn: Callable[[T], Turn]) -> list[list[T]]:
    """What is begun together, one after the other: those that go first, in their order, then all the rest, as given."""
    in_order = sorted(found, key=turn)
    first = [each for each in in_order if is_first(turn(each))]
    return [some for some in (first, in_order[len(first) :]) if some]
