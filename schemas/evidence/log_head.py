"""A head of the log: how far it reached and what it said then, signed, to be kept where whoever has the database is not."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from schemas.base import Noun, UtcTime
from schemas.evidence.audit import ChainReport

_HASH = r"^[0-9a-f]{64}$"


class Occasion(StrEnum):
    REGULAR = "regular"
    STAND_DOWN = "stand_down"


class LogHead(Noun):
    """`signature` (Ed25519, hex) is of the canonical JSON of all other fields. Every line binds the one before it by its hash,
    so that a head proves each line up to its own.
    """

    format: Literal["krisekanal-log-head-1"] = "krisekanal-log-head-1"
    municipality: str
    """Kommunenummer."""
    name: str
    sequence: int = Field(ge=1)
    hash: str = Field(pattern=_HASH)
    at: UtcTime
    """When that line was written."""
    taken_at: UtcTime
    occasion: Occasion
    fingerprint: str = Field(pattern=r"^[0-9a-f]{32}$")
    """Of `key`, as `crisis archive` prints it."""
    key: str = Field(pattern=_HASH)
    signature: str = Field(pattern=r"^[0-9a-f]{128}$")


class Verdict(StrEnum):
    HOLDS = "holds"
    UNKNOWN = "unknown"
    """Signed by a key that nobody named: anybody may have made it, so it accuses nobody either."""
    FOREIGN = "foreign"
    """Another municipality's."""
    FORGED = "forged"
    """The signature does not fit what it says; or it is a package that does not hold."""
    UNREADABLE = "unreadable"
    DIFFERS = "differs"
    """The log has another line there."""
    BEYOND = "beyond"
    """The log ends before it: lines were cut off."""


class HeadSeen(Noun):
    """What lies outside, of a head's file or a package of the archive. `municipality` is None where it does not say."""

    source: str
    readable: bool = True
    genuine: bool = False
    sequence: int = 0
    hash: str = ""
    at: UtcTime | None = None
    taken_at: UtcTime | None = None
    signer: str = ""
    municipality: str | None = None


class HeadJudged(HeadSeen):
    verdict: Verdict

    @property
    def disagrees(self) -> bool:
        """We signed it, and the log says otherwise."""
        return self.verdict in (Verdict.DIFFERS, Verdict.BEYOND)


class LogProof(ChainReport):
    """Answer of `log verify`: the chain, and how far what lies outside proves it.

    `proven` is the number of the last line that something outside proves, 0 for none. `written` is the last line that the log
    says was written to the public page's folder, where that folder no longer reaches it; else None.
    """

    outside: tuple[HeadJudged, ...] = ()
    proven: int = 0
    proven_at: UtcTime | None = None
    proven_by: str = ""
    written: int | None = None

    @property
    def contradicted(self) -> bool:
        """Something outside that we signed says otherwise than the log."""
        return any(head.disagrees for head in self.outside)
