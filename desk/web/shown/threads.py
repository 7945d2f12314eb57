"""A thread as its platform draws it: bubbles of a talk, posts on a line, or comments with their replies under them."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from notifiers.platforms import PLATFORMS
from notifiers.spec import Drawn
from schemas.accounts.account import Platform
from schemas.dialogue.remark import OPEN_TO_ALL, Remark


class ThreadLook(StrEnum):
    TALK = "talk"
    LINE = "line"
    UNDER = "under"


_LOOKS = {
    Drawn.SMS: ThreadLook.TALK,
    Drawn.CHAT: ThreadLook.TALK,
    Drawn.LETTER: ThreadLook.TALK,
    Drawn.NOTE: ThreadLook.LINE,
}
_DEEPEST = 2
"""Indents; a reply to a reply stands beside it, as on most platforms."""


class Placed(NamedTuple):
    """`deep`: how many steps to the side it stands."""

    remark: Remark
    deep: int


def look(platform: Platform, remark: Remark) -> ThreadLook:
    """What only we can read is a talk wherever it is."""
    if remark.kind not in OPEN_TO_ALL:
        return ThreadLook.TALK
    return _LOOKS.get(PLATFORMS[platform].drawn, ThreadLook.UNDER)


def placed(thread: Sequence[Remark], drawn: ThreadLook) -> list[Placed]:
    """`thread` is oldest first. A talk and a line stay so; replies stand under what they answer."""
    if drawn is not ThreadLook.UNDER:
        return [Placed(one, 0) for one in thread]
    known = {one.remote_id for one in thread}
    under: dict[str | None, list[Remark]] = {}
    for one in thread:
        under.setdefault(one.parent_id if one.parent_id in known - {one.remote_id} else None, []).append(one)
    found = list(_below(under, None, 0))
    seen = {one.remark.id for one in found}
    return [*found, *(Placed(one, 0) for one in thread if one.id not in seen)]


def _below(under: dict[str | None, list[Remark]], parent: str | None, deep: int) -> Iterator[Placed]:
    for one in under.pop(parent, []):
        yield Placed(one, min(deep, _DEEPEST))
        yield from _below(under, one.remote_id, deep + 1)
