"""The boxes of an MP4, as they lie in each other (ISO/IEC 14496-12, 4.2)."""

from collections.abc import Iterator
from typing import IO, NamedTuple

_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex", b"edts", b"mfra"}
_MOST, _DEEPEST = 200_000, 8


class NotRead(Exception):
    """The boxes or tables do not fit each other, or the file."""


class Box(NamedTuple):
    """From `start` up to `end`, in bytes of the file."""

    kind: bytes
    start: int
    body: int
    """Where its header ends."""
    end: int
    inner: "tuple[Box, ...]" = ()

    def all(self, *path: bytes) -> "Iterator[Box]":
        """Those at `path` below it."""
        if not path:
            yield self
            return
        for box in self.inner:
            if box.kind == path[0]:
                yield from box.all(*path[1:])


def read(file: IO[bytes]) -> Box:
    """The whole file as a box without a name. Raises `NotRead`."""
    end = file.seek(0, 2)
    return Box(b"", 0, 0, end, tuple(_boxes(file, 0, end, 0, [_MOST])))


def _boxes(file: IO[bytes], start: int, end: int, depth: int, left: list[int]) -> Iterator[Box]:
    """They fill `start` to `end` without a gap."""
    while start < end:
        left[0] -= 1
        if left[0] < 0 or depth > _DEEPEST:
            raise NotRead
        box = _one(file, start, end, last=depth == 0)
        inner = tuple(_boxes(file, box.body, box.end, depth + 1, left)) if box.kind in _CONTAINERS else ()
        yield box._replace(inner=inner)
        start = box.end


def _one(file: IO[bytes], start: int, end: int, *, last: bool) -> Box:
    """A size of 1 stands for a longer one behind the name, 0 for the rest of the file."""
    head = _bytes(file, start, 8)
    size, body = int.from_bytes(head[:4]), start + 8
    if size == 1:
        size, body = int.from_bytes(_bytes(file, body, 8)), body + 8
    elif size == 0 and last:
        size = end - start
    if not body <= start + size <= end:
        raise NotRead
    return Box(head[4:], start, body, start + size)


def _bytes(file: IO[bytes], at: int, count: int) -> bytes:
    file.seek(at)
    data = file.read(count)
    if len(data) < count:
        raise NotRead
    return data
