"""Files as the Bot API takes them: several of a kind travel as one album, so that few requests can fail.

Telegram has no place for words that describe a picture; they stand under it, where everybody sees them.
"""

import json
from typing import Any, NamedTuple

from notifiers.base.attachment import approved_bytes
from policy.file_names import readable_name
from schemas.drafts.media import Media

_KINDS = {"image": "photo", "video": "video", "application": "document"}
_GIF = "image/gif"
"""An animation, which Telegram takes alone only."""


class Parcel(NamedTuple):
    """One request, without `chat_id` and what it answers."""

    method: str
    form: dict[str, str]
    files: dict[str, Any]


def parcels(media: tuple[Media, ...]) -> list[Parcel]:
    """Raises `NotifierError` where a file is not the approved one."""
    kinds: dict[str, list[Media]] = {}
    for one in media:
        kind = "animation" if one.mime == _GIF else _KINDS[one.mime.partition("/")[0]]
        kinds.setdefault(kind, []).append(one)
    return [parcel for kind, those in kinds.items() for parcel in _of(kind, those)]


def _of(kind: str, those: list[Media]) -> list[Parcel]:
    if len(those) > 1 and kind != "animation":
        return [_album(kind, those)]
    return [Parcel(f"send{kind.capitalize()}", {"caption": one.alt}, {kind: _file(one)}) for one in those]


def _album(kind: str, those: list[Media]) -> Parcel:
    named = {f"file{number}": one for number, one in enumerate(those)}
    items = [{"type": kind, "media": f"attach://{name}", "caption": one.alt} for name, one in named.items()]
    return Parcel("sendMediaGroup", {"media": json.dumps(items)}, {name: _file(one) for name, one in named.items()})


def _file(one: Media) -> tuple[str, bytes, str]:
    return readable_name(one), approved_bytes(one), one.mime
