"""Which channel goes first when many want to leave at once.

The public page is where everybody is sent to, and SMS reaches those in danger wherever they are: both go before the rest. Among
equals the oldest message goes first, so that no channel's word overtakes an earlier one.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from schemas.account import Account, Platform

_FIRST = (Platform.PUBLIC_PAGE, Platform.SMS)
T = TypeVar("T")


def place(account: Account) -> int:
    """0 goes first. A sandbox twin has its account's place, so that an exercise shows what a crisis would."""
    return _FIRST.index(account.platform) if account.platform in _FIRST else len(_FIRST)


def is_first(account: Account) -> bool:
    """Whether others wait behind it."""
    return place(account) < len(_FIRST)


def in_turn(found: Iterable[T], account: Callable[[T], Account]) -> list[list[T]]:
    """What is begun together, one after the other: those that go first, in their order, then all the rest, as given."""
    in_order = sorted(found, key=lambda each: place(account(each)))
    first = [each for each in in_order if is_first(account(each))]
    return [some for some in (first, in_order[len(first) :]) if some]
