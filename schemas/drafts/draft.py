"""A draft and its revisions. Only a revision is ever approved, and only as it was seen."""

import re
from typing import NamedTuple

from schemas.base import Noun, UtcTime
from schemas.drafts.content import Content
from schemas.drafts.rendering import Rendering
from schemas.errors import InvalidInput
from schemas.sentence import say
from schemas.states import DraftStatus

_DIGITS = 64
_SEEN = re.compile(rf"[1-9][0-9]{{0,5}}:[0-9a-f]{{{_DIGITS}}}")


class Seen(NamedTuple):
    """What an approver looked at: the revision, and all 64 digits of its hash. Both are compared exactly. And its files.

    Written `REVISION:DIGITS`, without the files. Ten digits of a hash alone are forged in seconds.
    """

    revision: int
    hash: str
    files: frozenset[str] = frozenset()
    """SHA-256 (hex) of each file that was shown in full; more than the revision's own do no harm."""

    def __str__(self) -> str:
        return f"{self.revision}:{self.hash}"

    @classmethod
    def read(cls, written: str) -> "Seen":
        """Raises `InvalidInput` for anything that does not name both, in full."""
        if not _SEEN.fullmatch(written.strip().lower()):
            raise InvalidInput(
                say("Name the revision you have read and all {digits} digits of its fingerprint.", digits=_DIGITS)
            )
        number, _, digits = written.strip().lower().partition(":")
        return cls(int(number), digits)


class Revision(Noun):
    """`content_hash` is SHA-256 (hex) over content, accounts, media and every rendering."""

    id: str
    draft_id: str
    number: int
    author: str
    created_at: UtcTime
    content: Content
    accounts: tuple[str, ...]
    renderings: tuple[Rendering, ...]
    """One per account in `accounts`, plus one per fallback account."""
    content_hash: str

    @property
    def seen(self) -> Seen:
        """What an approver of exactly this names, who was shown every file."""
        return Seen(self.number, self.content_hash, frozenset(media.sha256 for media in self.content.media))


class Approval(Noun):
    id: str
    draft_id: str
    revision_id: str
    content_hash: str
    approver: str
    approved_at: UtcTime
    answers: dict[str, str] = {}
    """Check id to what the approver answered."""


class Draft(Noun):
    id: str
    crisis_id: str
    status: DraftStatus
    author: str
    created_at: UtcTime
    updated_at: UtcTime
    submitted_at: UtcTime | None = None
    submitted_by: str | None = None
    decided_by: str | None = None
    reason: str | None = None
    """Why it was returned or rejected."""
    hands: tuple[str, ...] = ()
    """Person ids of everybody whose words these are or were: authors of revisions, submitters, sources."""
    refers_to: str | None = None
    """Message id that this corrects, retracts or calls off."""
    message_id: str | None = None
    reply_to: str | None = None
    """Remark id that this answers."""
    question_id: str | None = None
    """Of what it answers once for many."""
    revision: Revision
