"""A video is cleaned where it lies: what it shows and says stays byte for byte; where it was taken, by whom and when does not.

Boxes of an MP4 that hold descriptions, and tracks of anything but picture, sound and subtitles (cameras write positions there),
become `free` and empty, and times become zero. No box changes its length, so that every offset stays right.
"""

from collections.abc import Iterator
from typing import IO

from schemas.errors import InvalidInput
from schemas.sentence import say
from store.formats.boxes import Box, NotRead, read
from store.formats.samples import spans_of

_KEPT = {
    b"": {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"ssix"},
    b"moov": {b"mvhd", b"trak", b"mvex", b"iods"},
    b"trak": {b"tkhd", b"edts", b"mdia", b"tref"},
    b"mdia": {b"mdhd", b"hdlr", b"minf", b"elng"},
}
"""By the box around them, what a player needs. The rest describes: positions, names, comments, XMP, thumbnails."""
_NEVER = {b"udta", b"meta", b"uuid", b"free", b"skip"}
"""Of the other boxes; the last two are empty only by name."""
_SHOWN = {b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp"}
"""Handlers of tracks that somebody sees, hears or reads."""
_TIMED = ((b"mvhd",), (b"trak", b"tkhd"), (b"trak", b"mdia", b"mdhd"))
_CHUNK = 1 << 20


def clean_in_place(file: IO[bytes]) -> None:
    """`file` is open for reading and writing. Raises `InvalidInput` for what is no video that can be looked through."""
    try:
        whole = _video(file)
        hidden = [track for track in whole.all(b"moov", b"trak") if not _is_shown(file, track)]
        spans = [span for track in hidden for span in spans_of(file, track, list(whole.all(b"mdat")))]
        _no_times(file, whole)
    except NotRead:
        raise InvalidInput(
            say("The file is no video that can be shown. Export it anew as MP4, and choose it again.")
        ) from None
    for start, end in spans:
        _zero(file, start, end)
    for box in (*_describing(whole), *hidden):
        _empty(file, box)


def measure(file: IO[bytes]) -> tuple[int, int, int]:
    """Width and height of the largest picture in it, and seconds, begun ones counted; 0 where it does not say (8.2.2, 8.3.2)."""
    try:
        whole = read(file)
        frames = [(0, 0), *(_frame(file, box) for box in whole.all(b"moov", b"trak", b"tkhd"))]
        lasts = [0, *(_seconds(file, box) for box in whole.all(b"moov", b"mvhd"))]
    except NotRead:
        return 0, 0, 0
    return (*max(frames, key=lambda frame: frame[0] * frame[1]), max(lasts))


def _frame(file: IO[bytes], box: Box) -> tuple[int, int]:
    """The last two numbers of it, each with sixteen bits behind the point."""
    file.seek(max(box.body, box.end - 8))
    data = file.read(8)
    return int.from_bytes(data[:2]), int.from_bytes(data[4:6])


def _seconds(file: IO[bytes], box: Box) -> int:
    file.seek(box.body)
    wide = file.read(1) == b"\1"
    file.seek(box.body + (20 if wide else 12))
    scale, length = int.from_bytes(file.read(4)), file.read(8 if wide else 4)
    unknown = not scale or length == b"\xff" * len(length)
    return 0 if unknown else -(-int.from_bytes(length) // scale)


def _video(file: IO[bytes]) -> Box:
    whole = read(file)
    kinds = [box.kind for box in whole.inner]
    if kinds[:1] != [b"ftyp"] or kinds.count(b"moov") != 1:
        raise NotRead
    if b"moof" in kinds and not all(_is_shown(file, track) for track in whole.all(b"moov", b"trak")):
        raise NotRead  # where its samples lie is said elsewhere
    return whole


def _is_shown(file: IO[bytes], track: Box) -> bool:
    handlers = list(track.all(b"mdia", b"hdlr"))
    if len(handlers) != 1:
        raise NotRead
    file.seek(handlers[0].body + 8)
    return file.read(4) in _SHOWN


def _describing(box: Box) -> Iterator[Box]:
    for inner in box.inner:
        kept = inner.kind in _KEPT[box.kind] if box.kind in _KEPT else inner.kind not in _NEVER
        if kept:
            yield from _describing(inner)
        else:
            yield inner


def _no_times(file: IO[bytes], whole: Box) -> None:
    """When it was made and changed, in the three headers that say so; and the name of what wrote a track."""
    for path in _TIMED:
        for box in whole.all(b"moov", *path):
            file.seek(box.body)
            end = box.body + (20 if file.read(1) == b"\1" else 12)
            if end > box.end:
                raise NotRead
            _zero(file, box.body + 4, end)
    for box in whole.all(b"moov", b"trak", b"mdia", b"hdlr"):
        _zero(file, box.body + 24, box.end)


def _empty(file: IO[bytes], box: Box) -> None:
    file.seek(box.start + 4)
    file.write(b"free")
    _zero(file, box.body, box.end)


def _zero(file: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    while start < end:
        start += file.write(bytes(min(_CHUNK, end - start)))
