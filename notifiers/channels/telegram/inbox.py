"""What people write in the channel's discussion group, and to the bot alone: read with the watch, answered and removed.

Telegram puts a copy of each post into the group, and what is written to the copy is a comment. It tells of edits, never of what is
taken away: an answer to that is refused (`message to be replied not found`). A bot that is no administrator of the group sees only
what is said to it, unless its privacy mode is off.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from notifiers.base.pages import each
from notifiers.channels.telegram.updates import Updates
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.messages.delivery import Outgoing

_PRIVATE = "private"
_MOST = 2_000
"""Copies of posts remembered."""


class Discussion:
    """`channel` is the web address of the channel. An id is `chat:message`."""

    def __init__(self, updates: Updates, call: Callable[..., Any], chat: str, web: Callable[[str], str]) -> None:
        self._updates, self._call, self._chat, self._web = updates, call, chat, web
        self._posts: dict[tuple[int, int], str] = {}
        """Copy in the group to post in the channel."""
        self._group: int | None = None

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        messages, then, more = self._updates.heard(cursor)
        found = each(messages, self._remark)
        remarks = tuple(one for one in found.read if one is not None)
        return RemarkPage(remarks=remarks, unreadable=found.unreadable, cursor=then, more=more)

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        """With the edits that wait. What was taken away nobody is told of."""
        chat, number = place(known.remote_id)
        message = self._updates.newest(chat, number)
        return (self._remark(message) if message else None) or known

    def group(self) -> int:
        """The discussion group; 0 where the channel has none."""
        if self._group is None:
            found = self._call("GET", "getChat", params={"chat_id": self._chat})
            self._group = int(found.get("linked_chat_id") or 0)
        return self._group

    def _remark(self, message: dict[str, Any]) -> RemoteRemark | None:
        """None for a copy of our own post, what is said elsewhere, and what has no words."""
        chat, number = int(message["chat"]["id"]), int(message["message_id"])
        if message.get("is_automatic_forward"):
            self._copied(message)
            return None
        alone = message["chat"].get("type") == _PRIVATE
        text = str(message.get("text") or message.get("caption") or "")
        if not text or not (alone or chat == self.group()):
            return None
        above = message.get("reply_to_message") or {}
        post = None if alone else self._post(chat, message, above)
        is_comment = above.get("is_automatic_forward") or not above
        return RemoteRemark(
            remote_id=f"{chat}:{number}",
            kind=RemarkKind.DIRECT if alone else RemarkKind.COMMENT if is_comment else RemarkKind.REPLY,
            parent_id=f"{chat}:{above['message_id']}" if above and not is_comment else None,
            post_id=post,
            author=_name(message),
            text=text,
            remote_url=None if alone else f"{self._web(post)}?comment={number}" if post else _in_group(chat, number),
            written_at=datetime.fromtimestamp(int(message["date"]), UTC),
            edited_at=datetime.fromtimestamp(int(message["edit_date"]), UTC) if message.get("edit_date") else None,
            ours=_is_channel(message.get("sender_chat"), self._chat),
        )

    def _post(self, chat: int, message: dict[str, Any], above: dict[str, Any]) -> str | None:
        if above.get("is_automatic_forward"):
            self._copied({"chat": message["chat"], **above})
        thread = message.get("message_thread_id") or above.get("message_id")
        return self._posts.get((chat, int(thread))) if thread else None

    def _copied(self, copy: dict[str, Any]) -> None:
        number = (copy.get("forward_origin") or {}).get("message_id") or copy.get("forward_from_message_id")
        if number:
            self._posts[int(copy["chat"]["id"]), int(copy["message_id"])] = str(number)
        while len(self._posts) > _MOST:
            del self._posts[next(iter(self._posts))]


def answer(out: Outgoing, quiet: dict[str, bool]) -> dict[str, Any]:
    """Refused where what it answers is no longer there."""
    chat, number = place(str(out.target))
    return {
        "chat_id": chat,
        "text": out.rendering.text,
        "link_preview_options": quiet,
        "reply_parameters": {"message_id": number},
    }


def place(remote_id: str) -> tuple[int, int]:
    """(chat, message); zeros for what is no id of ours."""
    chat, _, number = remote_id.partition(":")
    try:
        return int(chat), int(number)
    except ValueError:
        return 0, 0


def _name(message: dict[str, Any]) -> str:
    """Who writes as a group or channel shows its name only."""
    who = message.get("sender_chat") or message.get("from") or {}
    full = " ".join(filter(None, (who.get("first_name"), who.get("last_name"))))
    return str(who.get("username") or full or who.get("title") or "?")


def _is_channel(sender: dict[str, Any] | None, chat: str) -> bool:
    return bool(sender) and chat.lower() in (
        str((sender or {}).get("id")),
        f"@{(sender or {}).get('username')}".lower(),
    )


def _in_group(chat: int, number: int) -> str:
    return f"https://t.me/c/{str(chat).removeprefix('-100')}/{number}"
