"""The one door through which the status of a row changes. It asks the table (`policy.transitions`) once."""

from enum import StrEnum
from typing import Any, Protocol

from policy.decision import Decision
from policy.transitions import may_become


class _HasStatus(Protocol):
    status: Any


class _HasOutcome(Protocol):
    outcome: Any


def become(row: _HasStatus, after: StrEnum) -> None:
    """Raises `Refused` where the table does not know the step, the step to the same status among them."""
    _asked(row, after).or_raise()
    row.status = after


def come_to(row: _HasOutcome, after: StrEnum) -> None:
    """As `become`, for a try, which begins without an outcome."""
    if row.outcome is not None:
        may_become(row.outcome, after).or_raise()
    row.outcome = after


def try_become(row: _HasStatus, after: StrEnum) -> bool:
    """For a status that is computed from others: False, and nothing changed, where the table does not know the step."""
    allowed = _asked(row, after).allowed
    if allowed:
        row.status = after
    return allowed


def _asked(row: _HasStatus, after: StrEnum) -> Decision:
    return may_become(row.status, after)
