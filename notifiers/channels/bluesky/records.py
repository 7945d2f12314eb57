"""What a post is made of on the AT Protocol: its key, its links, its pictures."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from policy.links import find
from schemas.messages.delivery import Outgoing

POST = "app.bsky.feed.post"
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_TID = 13
"""Signs in a timestamp identifier."""
_SECOND, _CLOCKS = 1_000_000, 1 << 10
"""Microseconds; numbers of clocks."""


def record_key(out: Outgoing) -> str:
    """A timestamp identifier of our own: the second of the approval and 30 bits of our key, the same at every attempt.

    Source: atproto.com/specs/tid (53 bits of microseconds, 10 of a clock's number, base32-sortable).
    """
    ours = int.from_bytes(sha256(out.key.encode()).digest()[:8], "big")
    micros, clock = int(out.approved_at.timestamp()) * _SECOND + ours % _SECOND, (ours // _SECOND) % _CLOCKS
    value = micros * _CLOCKS + clock
    return "".join(_ALPHABET[(value >> 5 * place) & 31] for place in reversed(range(_TID)))


def links(text: str) -> list[dict[str, Any]]:
    """Addresses are not links by themselves there. Places are counted in UTF-8 bytes."""
    return [
        {
            "index": {"byteStart": len(text[: link.start].encode()), "byteEnd": len(text[: link.end].encode())},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": link.address}],
        }
        for link in find(text)
    ]


def post(out: Outgoing, pictures: list[dict[str, Any]], reply: dict[str, Any] | None) -> dict[str, Any]:
    text = out.rendering.text
    made: dict[str, Any] = {
        "$type": POST,
        "text": text,
        "createdAt": stamp(out.approved_at),
        "langs": [out.rendering.language],
    }
    if facets := links(text):
        made["facets"] = facets
    if pictures:
        made["embed"] = {"$type": "app.bsky.embed.images", "images": pictures}
    return made | ({"reply": reply} if reply else {})


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def key_of(address: str) -> str:
    """The last part of `at://did/collection/key`."""
    return address.rpartition("/")[2]


def web_address(address: str, handle: str) -> str:
    return f"https://bsky.app/profile/{handle}/post/{key_of(address)}"
