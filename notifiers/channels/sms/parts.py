"""How an SMS is cut into parts, and so what it costs: GSM 7-bit (3GPP TS 23.038) or UCS-2, joined by TS 23.040's header.

The alphabet and the sizes are smpplib's. The cutting is ours: smpplib's `make_parts` breaks signs of two septets in two.
"""

from collections.abc import Iterator
from typing import NamedTuple

import regex
from smpplib import consts
from smpplib.gsm import GSM_CHARACTER_TABLE

_ESCAPE, _FILLER = "\x1b", "`"
"""No signs: what begins the extended ones, and what smpplib fills its table with."""
_LACKING = {"§": 0x5F, "\f": 0x80 + 0x0A}
"""Where smpplib has its filler by mistake: it would send § as UCS-2, and ` as §."""
_PLACES = {sign: place for place, sign in enumerate(GSM_CHARACTER_TABLE) if sign not in (_ESCAPE, _FILLER)} | _LACKING
_CODES = {
    sign: bytes([place]) if place < 0x80 else _ESCAPE.encode() + bytes([place - 0x80])
    for sign, place in _PLACES.items()
}
"""One septet a byte, two for the extended ones."""
GSM7, UCS2 = "GSM-7", "UCS-2"
_SIGNS = {code: sign for sign, code in _CODES.items()}
_ROOM = {
    GSM7: (consts.SEVENBIT_LENGTH, consts.SEVENBIT_PART_SIZE),
    UCS2: (consts.UCS2_LENGTH, consts.UCS2_PART_SIZE),
}
"""Septets, or bytes, of a message alone and of each part of a longer one (six bytes go to the header)."""
MOST = 255


class Parts(NamedTuple):
    """`pieces` are what travels, one septet a byte in GSM-7. `costly` are the signs that forced UCS-2."""

    encoding: str
    pieces: tuple[bytes, ...]
    costly: str


def split(text: str) -> Parts:
    """No sign is broken in two, nor an emoji of several. Raises `ValueError` for a text of more than 255 parts."""
    costly = "".join(dict.fromkeys(sign for sign in text if sign not in _CODES))
    encoding = UCS2 if costly else GSM7
    signs = list(_wide(text)) if costly else [_CODES[sign] for sign in text]
    pieces = tuple(_pieces(signs, *_ROOM[encoding]))
    if len(pieces) > MOST:
        raise ValueError("more than 255 parts")
    return Parts(encoding, pieces, costly)


def count(text: str) -> int:
    """Parts."""
    return len(split(text).pieces)


def read(piece: bytes, encoding: str) -> str:
    """What a telephone makes of one part."""
    if encoding == UCS2:
        return piece.decode("utf-16-be", "surrogatepass")
    return "".join(_SIGNS[code] for code in regex.findall(rb"\x1b.|.", piece, regex.DOTALL))


def _wide(text: str) -> Iterator[bytes]:
    """In UTF-16, as every phone reads UCS-2 today; each piece belongs together."""
    for cluster in regex.findall(r"\X", text):
        whole = cluster.encode("utf-16-be", "surrogatepass")
        if len(whole) <= consts.UCS2_PART_SIZE:
            yield whole
        else:
            yield from (sign.encode("utf-16-be", "surrogatepass") for sign in cluster)


def _pieces(signs: list[bytes], alone: int, joined: int) -> list[bytes]:
    whole = b"".join(signs)
    if len(whole) <= alone:
        return [whole]
    pieces = [b""]
    for sign in signs:
        if len(pieces[-1]) + len(sign) > joined:
            pieces.append(b"")
        pieces[-1] += sign
    return pieces
