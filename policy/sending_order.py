"""Which channel goes first when many want to leave at once.

The public page is where everybody is sent to, and SMS reaches those in danger wherever they are: both go before the rest. Among
equals the oldest message goes first, so that no channel's word overtakes an earlier one.
"""

from collections.abc import Callable, Iterable, Sequence
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


def in_order(found: Iterable[T], account: Callable[[T], Account]) -> Sequence[T]:
    """First things first; those of one place stay in the order given."""
    return sorted(found, key=lambda each: place(account(each)))
