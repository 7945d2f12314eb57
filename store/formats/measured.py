"""How large a file that was taken in is, and how long it lasts."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from store.formats import videos


class Size(NamedTuple):
    """Pixels and seconds, as `Media` has them."""

    width: int = 0
    height: int = 0
    seconds: int = 0


def measure(path: Path, mime: str) -> Size:
    if mime.startswith("image/"):
        with Image.open(path) as picture:
            return Size(*picture.size)
    if mime.startswith("video/"):
        with path.open("rb") as file:
            return Size(*videos.measure(file))
    return Size()


size_of = lru_cache(maxsize=1_000)(measure)
"""Of a path that has its digest in its name, so that what lies there never changes."""
