"""What tests of a channel's dialogue share: reading all pages, and answering."""

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from notifiers.base import web
from notifiers.base.http import HttpPlugin
from notifiers.base.plugin import Plugin
from schemas.dialogue.remark import RemoteRemark
from schemas.drafts.rendering import PublishAction
from schemas.messages.delivery import Outgoing
from tests.fakes.server import FakeServer, Wire
from tests.notifiers.scenes import outgoing

ANSWER = "Vi kjører tankbil til skolen kl. 12 & <16>.\n\n– Nina"


def looks(plugin: Plugin, cursor: str | None = None, own: Sequence[str] = ()) -> Iterator[RemoteRemark | str]:
    """Every remark of one whole look, as it comes, and its last cursor."""
    more = True
    while more:
        page = plugin.remarks(cursor, own)
        yield from page.remarks
        cursor, more = page.cursor, page.more
    yield str(cursor)


def read(
    plugin: Plugin, cursor: str | None = None, own: Sequence[str] = ()
) -> tuple[dict[str, RemoteRemark], str | None]:
    """(remarks by id, the cursor after them)."""
    *found, last = looks(plugin, cursor, own)
    return {one.remote_id: one for one in found if isinstance(one, RemoteRemark)}, str(last)


def answer(remark: RemoteRemark, text: str = ANSWER, **changes: Any) -> Outgoing:
    key = sha256((remark.remote_id + text).encode()).hexdigest()[:32]
    fields = {"target": remark.remote_id, "answers": remark, "key": key}
    return outgoing(text, PublishAction.REPLY, **(fields | changes))


ODD: tuple[Any, ...] = (None, "tekst", 7, [], {"id": "halv"})
"""What no listing should hold."""


def spoil(plugin: HttpPlugin, listing: str = "") -> None:
    """From now on every listing of that name in an answer (none: the answer itself) begins with what no listing should hold."""
    plugin.client.event_hooks["response"].append(lambda answer: _spoilt(answer, listing))


def _spoilt(answer: web.Response, listing: str) -> None:
    told = json.loads(answer.read() or "null")
    inside = told
    for name in filter(None, listing.split(".")):
        inside = inside.get(name) if isinstance(inside, dict) else None
    if answer.request.method == "GET" and isinstance(inside, list) and inside:
        inside[:0] = ODD
        answer._content = json.dumps(told).encode()


def damage(plugin: HttpPlugin, listing: str, own: Sequence[str] = ()) -> None:
    """What cannot be read is counted, and everything beside it is read."""
    before, _ = read(plugin, own=own)
    assert before
    spoil(plugin, listing)
    after: dict[str, RemoteRemark] = {}
    unreadable: set[str] = set()
    cursor, more = None, True
    while more:
        page = plugin.remarks(cursor, own)
        after |= {one.remote_id: one for one in page.remarks}
        unreadable.update(page.unreadable)
        cursor, more = page.cursor, page.more
    assert len(unreadable) >= len(ODD) and "halv" in unreadable
    assert after == before


def late_under_fifty(
    plugin: HttpPlugin, fake: FakeServer, posts: Sequence[str], comment: Callable[[str], str]
) -> tuple[set[str], list[Wire]]:
    """Comments that come under every seventh of `posts` are read in the next look: their ids, and what that look asked."""
    seen, cursor = read(plugin, own=posts)
    _, cursor = read(plugin, cursor, posts)
    assert seen == {}
    late = {comment(post) for post in posts[::7]}
    fake.requests.clear()
    found, cursor = read(plugin, cursor, posts)
    assert set(found) == late
    asked = list(fake.requests)
    again, _ = read(plugin, cursor, posts)
    assert set(again) <= late
    return late, asked
