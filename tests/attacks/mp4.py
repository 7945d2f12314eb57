"""Small videos, box by box, for what no camera of ours writes."""

import struct

FTYP = b"\0\0\0\x14ftypisom\0\0\0\0isom"
Placed = list[tuple[bytes, list[bytes]]]


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def video(data: bytes = b"") -> bytes:
    """Nothing to see, and as long as it says."""
    return FTYP + box(b"moov", header()) + box(b"mdat", data)


def header(when: bytes = bytes(8)) -> bytes:
    return box(b"mvhd", bytes(4), when, bytes(88))


def track(handler: bytes, starts: list[int], sizes: list[int], *more: bytes) -> bytes:
    """One sample in each chunk."""
    tables = (
        box(b"stsz", struct.pack(">III", 0, 0, len(sizes)), *(struct.pack(">I", size) for size in sizes)),
        box(b"stsc", struct.pack(">II", 0, 1), struct.pack(">III", 1, 1, 1)),
        box(b"stco", struct.pack(">II", 0, len(starts)), *(struct.pack(">I", start) for start in starts)),
    )
    media = (
        box(b"mdhd", bytes(4), b"made at.", bytes(12)),
        box(b"hdlr", bytes(8), handler, bytes(12), b"Apparatet til Anne\0"),
        box(b"minf", box(b"stbl", *tables)),
    )
    return box(b"trak", box(b"tkhd", bytes(4), b"made at.", bytes(72)), box(b"mdia", *media), *more)
