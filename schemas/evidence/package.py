"""What proves a package of evidence, and what a look at one found."""

from enum import StrEnum

from schemas.base import Noun, UtcTime


class Residents(StrEnum):
    """Whose handles and words a package holds, of those who wrote to us."""

    WITHHELD = "withheld"
    """Nobody's."""
    PUBLIC = "public"
    """Of what everybody could read."""
    ALL = "all"
    """Of messages that only we can read, too."""


class PackageReport(Noun):
    """`why` is None where everything fits: else `changed`, `missing`, `added`, `order`, `signature`, `chain` or `unreadable`.

    `signer` is the fingerprint (SHA-256, hex, the first 32 digits) of the key that signed it; `known` says that whoever
    verifies named it. Anybody can sign a package of their own making: one of an unknown signer is whole, not verified.
    """

    files: int = 0
    events: int = 0
    """Of the crisis, whole."""
    withheld: int = 0
    """Of the crisis, without the words that a resident wrote."""
    crisis_id: str = ""
    signer: str = ""
    known: bool = False
    sequence: int = 0
    head: str = ""
    """Number and hash of the log's last line when it was made, `made_at`."""
    made_at: UtcTime | None = None
    why: str | None = None
    first_bad: str | None = None
    """A file name, or `event 17`."""
