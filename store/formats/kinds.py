"""What a file is, told from its first bytes and never from its name."""

import re

from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say

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
    (
        "video/mp4",
        re.compile(
            rb"\x00\x00\x00[\x14-\x40]ftyp(?!qt  |he[iv]|mif|msf|avi|3g|crx).{8}(?:.{4}){0,6}?(?:isom|iso[2-6]|mp4[12]|avc1)",
            re.DOTALL,
        ),
    ),
)
"""WHATWG MIME Sniffing sections 6 and 7; ISO 32000 section 7.5.2; brands of mp4ra.org. All from the very first byte.
The last by a brand that it says it is made to fit, as cameras with a brand of their own do."""


_OTHERS = (
    ("HEIC", re.compile(rb"....ftyp(?:hei[cfmsx]|hev[cmsx]|mif[12]|msf1)", re.DOTALL)),
    ("AVIF", re.compile(rb"....ftypavi[fs]", re.DOTALL)),
    ("TIFF", re.compile(rb"II\*\0|MM\0\*")),
    ("BMP", re.compile(rb"BM")),
    ("JPEG XL", re.compile(rb"\xff\x0a|\0\0\0\x0cJXL ")),
    ("JPEG 2000", re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51")),
    ("SVG", re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:svg|\?xml)", re.IGNORECASE)),
    ("QuickTime (MOV)", re.compile(rb"....(?:ftypqt  |moov|wide|mdat)", re.DOTALL)),
    ("3GP", re.compile(rb"....ftyp3g", re.DOTALL)),
    ("WebM", re.compile(rb"\x1aE\xdf\xa3")),
    ("AVI", re.compile(rb"RIFF....AVI ", re.DOTALL)),
)
"""What people choose too, and channels do not take. By what it says of itself, whatever it is called."""
_FILMS = ("QuickTime (MOV)", "3GP", "WebM", "AVI")


def kind_of(head: bytes, size: int) -> str:
    """Its MIME type. Raises `InvalidInput` for what no channel takes, and what is too large."""
    mime = next((mime for mime, beginning in _BEGINNINGS if beginning.match(head)), None)
    if mime is None:
        raise InvalidInput(_other(head))
    if size > BIGGEST[mime]:
        raise InvalidInput(
            say(
                "The file is {size} MB, and one of this kind may have {most} MB. Make it smaller, and choose it again.",
                size=-(-size // _MB),
                most=BIGGEST[mime] // _MB,
            )
        )
    return mime


def _other(head: bytes) -> Sentence:
    if not head:
        return say("The file is empty. Choose it again; it may not have been fetched whole.")
    name = next((name for name, beginning in _OTHERS if beginning.match(head)), None)
    if name in _FILMS:
        return say("The file is a video of the kind {kind}, which the channels do not take. Save it as MP4.", kind=name)
    if name:
        return say(
            "The file is a picture of the kind {kind}, which the channels do not take, whatever it is called. Save it as "
            "JPEG, and choose it again.",
            kind=name,
        )
    return say(
        "A file is a picture (JPEG, PNG, GIF or WebP, at most {picture} MB), a PDF (at most {document} MB) or a video "
        "(MP4, at most {video} MB).",
        picture=_PICTURE // _MB,
        document=_DOCUMENT // _MB,
        video=_VIDEO // _MB,
    )
