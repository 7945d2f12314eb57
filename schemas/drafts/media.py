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
    width: int = Field(default=0, ge=0)
    """Pixels, as its height; 0 for a document, and where nobody has measured."""
    height: int = Field(default=0, ge=0)
    seconds: int = Field(default=0, ge=0)
    """Of a video, begun ones counted; 0 for anything else, and where it does not say."""
    smaller: "tuple[Media, ...]" = ()
    """The same picture for channels that take less, the largest first; shown beside each channel that gets one."""
    made_from: str = ""
    """Of a smaller one: the digest of the picture it was made from."""

    @property
    def whole(self) -> str:
        """Digest of the file that was sent in."""
        return self.made_from or self.sha256
