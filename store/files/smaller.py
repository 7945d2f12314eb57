"""Smaller ones of a picture, for channels that take less: made once, on the way in, so that what is approved is what is sent.

Each lies beside the picture it was made from, under the digests of both; it goes when that one goes (`store.files.unused`).
"""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from schemas.drafts.media import Media
from store.files.whole import written
from store.formats.measured import size_of

MIME, ENDING = "image/jpeg", ".jpg"
"""Which every channel takes that takes pictures."""


class Bound(NamedTuple):
    side: int
    """Pixels of the longest side."""
    size: int
    """Bytes."""


BOUNDS = (Bound(4_096, 3_900_000), Bound(2_048, 950_000))
"""The first fits every channel but those that take 1 MB, which the second fits: `notifiers/channels/*/spec.py`."""
_EVERYWHERE = (MIME, "image/png")
_QUALITIES = (88, 80, 70)
_STEP = 0.8


def make(folder: Path, media: Media) -> Media:
    """`media` with its smaller ones. None of what moves, of what every channel takes already, and of what is no picture."""
    if media.mime.startswith("image/"):
        with Image.open(media.path) as picture:
            if not getattr(picture, "is_animated", False):
                _keep(folder, media, picture)
    return found_with(folder, media)


def found_with(folder: Path, media: Media) -> Media:
    """`media`, with those that were made of it."""
    made = sorted(_of(folder, media), key=lambda one: -one.size)
    return media.model_copy(update={"smaller": tuple(made)})


def of_digest(folder: Path, digest: str) -> list[Path]:
    return list(folder.glob(f"{digest}-*{ENDING}"))


def _of(folder: Path, media: Media) -> Iterator[Media]:
    for path in of_digest(folder, media.sha256):
        yield Media(
            path=str(path.resolve()),
            sha256=path.stem.partition("-")[2],
            mime=MIME,
            size=path.stat().st_size,
            alt=media.alt,
            made_from=media.sha256,
            **size_of(path, MIME)._asdict(),
        )


def _keep(folder: Path, media: Media, picture: Image.Image) -> None:
    has = Bound(max(picture.size), media.size)
    everywhere = media.mime in _EVERYWHERE
    for bound in BOUNDS:
        if everywhere and has.side <= bound.side and has.size <= bound.size:
            return
        data, side = _drawn(picture, bound)
        written(folder, folder / f"{media.sha256}-{hashlib.sha256(data).hexdigest()}{ENDING}", data)
        has, everywhere = Bound(side, len(data)), True


def _drawn(picture: Image.Image, bound: Bound) -> tuple[bytes, int]:
    """As a JPEG within `bound`, and its longest side; what is see-through becomes white."""
    made = _on_white(picture)
    side = min(bound.side, max(picture.size))
    while True:
        made.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            paper = io.BytesIO()
            made.save(paper, "JPEG", quality=quality, optimize=True)
            if paper.tell() <= bound.size:
                return paper.getvalue(), max(made.size)
        side = int(side * _STEP)


def _on_white(picture: Image.Image) -> Image.Image:
    if "transparency" not in picture.info and "A" not in picture.mode:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
