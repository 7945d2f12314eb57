"""The one way in for a file: looked at, cleaned, and kept under the digest of what will go out."""

import hashlib
import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

from schemas.errors import InvalidInput
from schemas.media import Media
from schemas.sentence import say
from store.files.kinds import ENDINGS, HEAD, kind_of
from store.files.pictures import drawn_anew

FOLDER = "media"
"""Of the data folder."""
UNFINISHED = ".incoming-"
"""Begins the name of what is still being written; never found by a digest."""
_CHUNK = 1 << 20


def take_in(folder: Path, file: IO[bytes], alt: str) -> Media:
    """`alt` says what it shows. Raises `InvalidInput` for what is not a file of ours; nothing is left then."""
    if not alt:
        raise InvalidInput(say("Say what the file shows, for those who do not see it."))
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(0)  # a form is read more than once
    mime = kind_of(file.read(HEAD), size)
    file.seek(0)
    cleaned = io.BytesIO(drawn_anew(file, mime)) if mime.startswith("image/") else file
    return _kept(folder, cleaned, mime, alt)


def stored(folder: Path, digest: str, alt: str) -> Media | None:
    """Only a digest finds a file: no path comes from a form."""
    if len(digest) != 64 or not digest.isalnum():
        return None
    for mime, ending in ENDINGS.items():
        path = folder / (digest + ending)
        if path.is_file():
            return Media(path=str(path), sha256=digest, mime=mime, size=path.stat().st_size, alt=alt)
    return None


def _kept(folder: Path, file: IO[bytes], mime: str, alt: str) -> Media:
    """In pieces, under a name for the meantime; renamed when the disk has all of it."""
    folder.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
    try:
        with os.fdopen(number, "w+b") as written:
            shutil.copyfileobj(file, written, _CHUNK)
            written.flush()
            os.fsync(written.fileno())
            written.seek(0)
            digest = hashlib.file_digest(written, "sha256").hexdigest()
            size = written.seek(0, os.SEEK_END)
        path = folder / (digest + ENDINGS[mime])
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _settle(folder)
    return Media(path=str(path.resolve()), sha256=digest, mime=mime, size=size, alt=alt)


def _settle(folder: Path) -> None:
    """The new name too is on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
