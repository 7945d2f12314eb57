"""The one way in for a file: looked at, cleaned, and kept under the digest of what will go out."""

import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.machine.settings import Settings
from schemas.drafts.media import Media
from schemas.errors import InvalidInput
from schemas.sentence import say
from store.context import AppContext
from store.files import quota
from store.files.smaller import found_with, make
from store.files.whole import beginning, flushed, settle
from store.formats.documents import written_anew
from store.formats.kinds import ENDINGS, HEAD, kind_of
from store.formats.measured import Size, measure, size_of
from store.formats.pictures import drawn_anew
from store.formats.videos import clean_in_place

_CHUNK = 1 << 20


def take_in(ctx: AppContext, settings: Settings, person_id: str, file: IO[bytes], alt: str) -> Media:
    """`alt` says what it shows. Nothing is left where it is not kept.

    Raises `InvalidInput` for what is not a file of ours, `Refused` where `person_id` has sent in enough for a day.
    """
    if not alt:
        raise InvalidInput(say("Say what the file shows, for those who do not see it."))
    size = file.seek(0, os.SEEK_END)
    with ctx.read() as session:
        quota.require_some_room(session, ctx, person_id, size, settings.files_a_day)
    mime, cleaned = _cleaned(file, size)
    with _written(settings.media, cleaned, mime) as (name, digest, size):
        path = settings.media / (digest + ENDINGS[mime])
        media = _media(path, digest, mime, size, alt, measure(name, mime))
        with ctx.write() as session:
            quota.count(session, ctx, person_id, media, settings.files_a_day)
            name.replace(path)
    settle(settings.media)
    return make(settings.media, media)


def _media(path: Path, digest: str, mime: str, size: int, alt: str, measured: Size) -> Media:
    return Media(path=str(path.resolve()), sha256=digest, mime=mime, size=size, alt=alt, **measured._asdict())


def _cleaned(file: IO[bytes], size: int) -> tuple[str, IO[bytes]]:
    """Its MIME type, and what goes out of it."""
    file.seek(0)
    mime = kind_of(file.read(HEAD), size)
    file.seek(0)
    if mime.startswith("image/"):
        return mime, io.BytesIO(drawn_anew(file, mime))
    if mime == "application/pdf":
        return mime, io.BytesIO(written_anew(file))
    return mime, file  # a video is cleaned where it lies


def stored(folder: Path, digest: str, alt: str) -> Media | None:
    """Only a digest finds a file: no path comes from a form."""
    if len(digest) != 64 or not digest.isalnum():
        return None
    for mime, ending in ENDINGS.items():
        path = folder / (digest + ending)
        if path.is_file():
            path.touch()  # whoever names it still needs it (`store.files.unused`)
            media = _media(path, digest, mime, path.stat().st_size, alt, size_of(path, mime))
            return found_with(folder, media)
    return None


@contextmanager
def _written(folder: Path, file: IO[bytes], mime: str) -> Iterator[tuple[Path, str, int]]:
    """In pieces: its name for the meantime, its digest, bytes."""
    with beginning(folder) as (name, kept):
        shutil.copyfileobj(file, kept, _CHUNK)
        if mime == "video/mp4":
            clean_in_place(kept)
        flushed(kept)
        kept.seek(0)
        digest = hashlib.file_digest(kept, "sha256").hexdigest()
        yield name, digest, kept.seek(0, os.SEEK_END)
