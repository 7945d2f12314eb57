"""A picture or document that goes with a message."""

from pydantic import Field

from schemas.base import Noun


class Media(Noun):
    """`sha256` pins the bytes; `path` is absolute. Alt text is demanded (WCAG 1.1.1)."""

    path: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    mime: str
    size: int = Field(ge=0)
    """Bytes."""
    alt: str = Field(min_length=1, max_length=1500)
