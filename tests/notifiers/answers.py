"""What tests of a channel's dialogue share: reading all pages, and answering."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from notifiers.base.plugin import Plugin
from schemas.delivery import Outgoing
from schemas.remark import RemoteRemark
from schemas.rendering import PublishAction
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
