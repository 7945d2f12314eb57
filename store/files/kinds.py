"""What a file is, told from its first bytes and never from its name."""

import re

from schemas.errors import InvalidInput
from schemas.sentence import say

_MB = 1_000_000
_PICTURE, _DOCUMENT, _VIDEO = 10 * _MB, 50 * _MB, 500 * _MB
BIGGEST = {
    "image/jpeg": _PICTURE,
    "image/png": _PICTURE,
    "image/gif": _PICTURE,
    "image/webp": _PICTURE,
    "application/pdf": _DOCUMENT,
    "video/mp4": _VIDEO,
}
"""MIME type to the most bytes of one file."""
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "video/mp4": ".mp4",
}
UNFINISHED = ".incoming-"
"""Begins the name of what is still being written; never found by a digest."""
HEAD = 64
"""Bytes that are enough to tell."""
_BEGINNINGS = (
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/gif", re.compile(rb"GIF8[79]a")),
    ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("application/pdf", re.compile(rb"%PDF-[12]\.\d")),
    ("video/mp4", re.compile(rb"\x00...ftyp(?:isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash|mmp4)", re.DOTALL)),
)
"""WHATWG MIME Sniffing sections 6 and 7; ISO 32000 section 7.5.2; brands of mp4ra.org. All from the very first byte."""


def kind_of(head: bytes, size: int) -> str:
    """Its MIME type. Raises `InvalidInput` for what no channel takes, and what is too large."""
    mime = next((mime for mime, beginning in _BEGINNINGS if beginning.match(head)), None)
    if mime is None or size > BIGGEST[mime]:
        raise InvalidInput(
            say(
                "A file is a picture (JPEG, PNG, GIF or WebP, at most {picture} MB), a PDF (at most {document} MB) "
                "or a video (MP4, at most {video} MB).",
                picture=_PICTURE // _MB,
                document=_DOCUMENT // _MB,
                video=_VIDEO // _MB,
            )
        )
    return mime
