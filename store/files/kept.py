"""A file that was taken in, looked at again: it is still the one of its digest."""

import hashlib
from functools import lru_cache
from pathlib import Path

from schemas.drafts.media import Media
from schemas.errors import NotFound
from schemas.sentence import say


def unchanged(media: Media) -> Path:
    """Raises `NotFound` where it is gone, or another one by now."""
    path = Path(media.path)
    try:
        now = path.stat()
        same = _digest(media.path, now.st_size, now.st_mtime_ns, now.st_ino) == media.sha256
    except OSError:
        same = False
    if not same:
        raise NotFound(
            say("The file “{alt}” is gone, or is not the one that was sent. Choose it again.", alt=media.alt)
        )
    return path


def digest(path: Path) -> str:
    """SHA-256, in hex. Raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=1_000)
def _digest(path: str, _size: int, _changed: int, _inode: int) -> str:
    """Read once for each state of the file: a video is asked for in many pieces."""
    return digest(Path(path))
