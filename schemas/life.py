"""Which life of the database a machine carries on, said where the other machine can see it too: beside the public page."""

from typing import Literal

from pydantic import Field

from schemas.base import Noun, UtcTime

_KEY = r"^[0-9a-f]{64}$"


class Life(Noun):
    """`signature` (Ed25519, hex) is of the canonical JSON of all other fields, by `archive.key`: nobody else can stop a machine."""

    format: Literal["krisekanal-life-1"] = "krisekanal-life-1"
    municipality: str
    """Kommunenummer."""
    number: int = Field(ge=1)
    began_at: UtcTime
    key: str = Field(pattern=_KEY)
    signature: str = Field(pattern=r"^[0-9a-f]{128}$")

    def later_than(self, other: "Life | None") -> bool:
        """Of two lives that were begun from the same backup, the one that began last."""
        return other is None or (self.number, self.began_at) > (other.number, other.began_at)
