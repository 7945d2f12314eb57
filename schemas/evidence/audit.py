"""One link of the audit chain."""

from typing import Any

from schemas.base import Noun, UtcTime

GENESIS = "0" * 64
"""`prev_hash` of the first event."""


class AuditEvent(Noun):
    """`hash` is SHA-256 (hex) over `prev_hash` and the canonical JSON of all other fields but itself."""

    seq: int
    at: UtcTime
    actor: str
    action: str
    """Dotted, past: `crisis.established`, `draft.approved`, `delivery.delivered`."""
    subject: str
    crisis_id: str | None
    data: dict[str, Any]
    prev_hash: str
    hash: str


class ChainReport(Noun):
    """Answer of `log verify`: `first_bad` is the seq of the first row that does not fit, None if all do.

    `guards` are the database's triggers that are missing or changed (`table.name`): what they kept may have been undone.
    """

    events: int
    first_bad: int | None
    head: str
    why: str | None = None
    guards: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return self.first_bad is None and not self.guards
