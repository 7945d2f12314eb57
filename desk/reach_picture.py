"""How far the last messages got, as a picture: a row for each channel, a column for each message in the order of time (adr 0017)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.account import Account
from schemas.delivery import Delivery
from schemas.message import Message
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
    found = [(account, marks) for account in accounts if (marks := _marks(columns, account.id))]
    rows = [ReachRow(account, TOP + (number + 0.5) * LINE, marks) for number, (account, marks) in enumerate(found)]
    if not rows:
        return None
    hours = [(x, message.approved_at) for x, message in columns]
    return ReachPicture(LEFT + STEP * len(columns), TOP + LINE * len(rows), hours, rows)


def _marks(columns: Sequence[tuple[float, Message]], account_id: str) -> list[ReachMark]:
    return [
        ReachMark(x, _KINDS.get(delivery.status, "coming"))
        for x, message in columns
        for delivery in message.deliveries
        if _counts(delivery, account_id)
    ]


def _counts(delivery: Delivery, account_id: str) -> bool:
    return delivery.account_id == account_id and delivery.status is not DeliveryStatus.CANCELLED
