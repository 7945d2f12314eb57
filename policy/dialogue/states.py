"""Which state of a remark may follow which. Asked through `policy.transitions.may_become`, as of every other noun."""

from collections.abc import Mapping
from enum import StrEnum

from schemas.states import RemarkStatus

_NEW, _ASSIGNED, _WAITING = RemarkStatus.NEW, RemarkStatus.ASSIGNED, RemarkStatus.WAITING
_ANSWERED, _CLOSED, _HIDDEN = RemarkStatus.ANSWERED, RemarkStatus.CLOSED, RemarkStatus.HIDDEN
GATHERED = (RemarkStatus.QUESTION, RemarkStatus.RUMOUR, RemarkStatus.MENDING)
"""Answered once for many, by the ledger or by a correction."""
_TAKEN_UP = frozenset({_WAITING, _ANSWERED, _CLOSED, _HIDDEN, *GATHERED})

REMARK: Mapping[StrEnum, frozenset[StrEnum]] = {
    _NEW: _TAKEN_UP | {_ASSIGNED},
    _ASSIGNED: _TAKEN_UP | {_NEW},
    _WAITING: frozenset({_ANSWERED, _NEW, _ASSIGNED, RemarkStatus.QUESTION, RemarkStatus.RUMOUR}),
    _ANSWERED: frozenset({_NEW, _WAITING, _HIDDEN, RemarkStatus.MENDING}),
    _CLOSED: frozenset({_NEW, _ASSIGNED, _HIDDEN}),
    _HIDDEN: frozenset({_NEW}),
    **{one: frozenset({_NEW, _ASSIGNED, _WAITING, _ANSWERED, _CLOSED, _HIDDEN}) for one in GATHERED},
}
"""One that waits for approval is first let go (`new`, `assigned`): nobody closes or hides it under an answer on its way. Of
those that are answered once for many it goes back to what it was gathered as."""

FREE = (_NEW, _ASSIGNED)
"""Nothing is decided or under way."""
CORRECTABLE = (*FREE, _ANSWERED)
"""May be found to show an error of ours; an answer that was given already may have been wrong too."""
OPEN = (_NEW, _ASSIGNED, _WAITING, *GATHERED)
"""Somebody still has something to do about them."""
URGENCY = (
    _NEW,
    RemarkStatus.RUMOUR,
    _ASSIGNED,
    RemarkStatus.QUESTION,
    RemarkStatus.MENDING,
    _WAITING,
    _CLOSED,
    _HIDDEN,
    _ANSWERED,
)
"""In which order they are shown: what nobody has taken first, what is done last."""


def free(assigned_to: str | None) -> RemarkStatus:
    """What it is again when an answer came to nothing, or it was gathered by mistake."""
    return _ASSIGNED if assigned_to else _NEW
