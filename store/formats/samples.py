"""Where the samples of one track of an MP4 lie (ISO/IEC 14496-12, 8.7: stsz, stsc, stco, co64)."""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import IO

from store.formats.boxes import Box, NotRead

_TABLES = b"mdia", b"minf", b"stbl"
_MOST = 200_000
"""Entries of one table: an hour of positions, fifty a second."""
Span = tuple[int, int]
"""Bytes of the file, the first and one past the last."""


def spans_of(file: IO[bytes], track: Box, data: Sequence[Box]) -> Iterator[Span]:
    """One for each chunk; all lie within one of `data`, which are in order. Raises `NotRead`."""
    sizes = _sizes(file, _table(track, b"stsz"))
    runs = _numbers(file, _table(track, b"stsc"), "III")
    firsts, begins, at = [first for first, _, _ in runs], [box.body for box in data], 0
    for number, (start,) in enumerate(_offsets(file, track), start=1):
        run, around = bisect_right(firsts, number) - 1, bisect_right(begins, start) - 1
        samples = sizes[at : at + runs[run][1]] if run >= 0 else []
        at += len(samples)
        end = start + sum(samples)
        if around < 0 or end > data[around].end:
            raise NotRead
        yield start, end
    if at != len(sizes):
        raise NotRead


def _table(track: Box, name: bytes) -> Box:
    found = list(track.all(*_TABLES, name))
    if len(found) != 1:
        raise NotRead
    return found[0]


def _offsets(file: IO[bytes], track: Box) -> list[tuple[int, ...]]:
    if list(track.all(*_TABLES, b"co64")):
        return _numbers(file, _table(track, b"co64"), "Q")
    return _numbers(file, _table(track, b"stco"), "I")


def _sizes(file: IO[bytes], box: Box) -> list[int]:
    """Of each sample; one size for all is written once."""
    (same,), (count,) = _entries(file, box, box.body + 4, 2, "I")
    if count > _MOST:
        raise NotRead
    return [same] * count if same else [size for (size,) in _entries(file, box, box.body + 12, count, "I")]


def _numbers(file: IO[bytes], box: Box, form: str) -> list[tuple[int, ...]]:
    ((count,),) = _entries(file, box, box.body + 4, 1, "I")
    return _entries(file, box, box.body + 8, count, form)


def _entries(file: IO[bytes], box: Box, at: int, count: int, form: str) -> list[tuple[int, ...]]:
    length = struct.calcsize(f">{form}") * count
    if count > _MOST or at + length > box.end:
        raise NotRead
    file.seek(at)
    return list(struct.iter_unpack(f">{form}", file.read(length)))
