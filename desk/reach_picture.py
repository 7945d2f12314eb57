"""How far the last messages got, as a picture: a row for each channel, a column for each message in the order of time (adr 0017)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.accounts.account import Account
from schemas.messages.message import Message
from schemas.states import DeliveryStatus

MOST = 6
"""Messages side by side: the newest."""
LEFT, STEP, LINE, TOP = 150.0, 31.0, 24.0, 20.0
"""The drawing's own units: room for a channel's name, a column, a row, and the hours above."""
_KINDS = {DeliveryStatus.DELIVERED: "out", DeliveryStatus.FAILED: "failed", DeliveryStatus.UNCERTAIN: "unknown"}


@dataclass(frozen=True)
class ReachMark:
    """`kind` is out, failed, unknown or coming: a shape and a colour of its own."""

    x: float
    kind: str


@dataclass(frozen=True)
class ReachRow:
    account: Account
    y: float
    marks: Sequence[ReachMark]

    def count(self, kind: str) -> int:
        return sum(1 for mark in self.marks if mark.kind == kind)


@dataclass(frozen=True)
class ReachPicture:
    width: float
    height: float
    columns: Sequence[tuple[float, datetime]]
    rows: Sequence[ReachRow]


def picture(sent: Sequence[Message], accounts: Sequence[Account]) -> ReachPicture | None:
    """`sent` is newest first; None where nothing went out. What was cancelled is no mark."""
    shown = list(reversed(sent[:MOST]))
    columns = [(LEFT + (number + 0.5) * STEP, message) for number, message in enumerate(shown)]
    marks = _marks(columns)
    found = [(account, marks[account.id]) for account in accounts if account.id in marks]
    rows = [ReachRow(account, TOP + (number + 0.5) * LINE, marks) for number, (account, marks) in enumerate(found)]
    if not rows:
        return None
    hours = [(x, message.approved_at) for x, message in columns]
    return ReachPicture(LEFT + STEP * len(columns), TOP + LINE * len(rows), hours, rows)


def _marks(columns: Sequence[tuple[float, Message]]) -> dict[str, list[ReachMark]]:
    """By account id."""
    found: dict[str, list[ReachMark]] = {}
    for x, message in columns:
        for delivery in message.deliveries:
            if delivery.status is not DeliveryStatus.CANCELLED:
                found.setdefault(delivery.account_id, []).append(ReachMark(x, _KINDS.get(delivery.status, "coming")))
    return found
