"""A fake Telegram (Bot API) on loopback, with one channel.

It refuses: another token (401), unknown words (400), another chat (400), a text that is empty or over 4,096 UTF-16 units,
a caption over 1,024 (400), an album of one, of more than ten or with an animation (400), a message that is not there (400),
one that is older than 48 hours to remove (400), updates while another program has a webhook (409), rights of administrators
that the bot did not make (400). Rights that are not named are taken away. A bot is never told of its own posts.
"""

import json
import re
import time
from datetime import datetime
from typing import Any

from tests.fakes.server import Answer, FakeServer, Wire

BOT, CHAT = "770", "@kommunen"
_FIELD = re.compile(rb'name="(\w+)"\r\n\r\n(.*?)\r\n--', re.DOTALL)
_RIGHTS = {
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_post_messages": True,
    "can_edit_messages": True,
    "can_delete_messages": True,
    "can_post_stories": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_promote_members": False,
}
_FILE = {"chat_id", "caption", "reply_parameters"}
_KNOWN = {
    "sendMessage": {"chat_id", "text", "link_preview_options", "reply_parameters"},
    "editMessageText": {"chat_id", "message_id", "text", "link_preview_options"},
    "deleteMessage": {"chat_id", "message_id"},
    "sendPhoto": _FILE,
    "sendVideo": _FILE,
    "sendDocument": _FILE,
    "sendAnimation": _FILE,
    "sendMediaGroup": {"chat_id", "media", "reply_parameters"},
    "promoteChatMember": {"chat_id", "user_id", *_RIGHTS},
}
_ALLOWED = '["channel_post","edited_channel_post","message","edited_message"]'
GROUP = -1002
_ANSWERS = ("sendMessage", "deleteMessage")
"""What a bot does in its group and with a person too."""


class FakeTelegram(FakeServer):
    """`posts` by number, oldest first; `updates` are posts by others that no bot has taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self.webhook, self._taken, self._last = "", 0, 99
        self.posts: dict[int, dict[str, Any]] = {}
        self.said: dict[tuple[int, int], dict[str, Any]] = {}
        self.group: int | None = GROUP
        self.updates: list[dict[str, Any]] = []
        self.people: dict[str, dict[str, Any]] = {
            "1": {"status": "creator", "user": {"id": 1, "is_bot": False, "username": "eier"}},
            BOT: self._administrator(int(BOT), editable=False, bot=True),
            "2": self._administrator(2),
            "3": self._administrator(3),
            "4": self._administrator(4, editable=False),
        }
        self.people["3"] |= {"can_post_messages": False, "is_anonymous": True}
        self.people[BOT]["can_promote_members"] = True

    @property
    def url(self) -> str:
        return address(self.port)

    def texts(self) -> list[str]:
        return [str(post["text"]) for post in self.posts.values() if "text" in post]

    def write(self, text: str, when: datetime) -> int:
        """Somebody else posts."""
        number = self._add({"text": text, "date": int(when.timestamp())})
        self.tell("channel_post", number)
        return number

    def tell(self, kind: str, number: int, **changes: Any) -> None:
        """The bot, of one of the posts."""
        post = self.posts[number]
        message = {
            "message_id": number,
            "chat": {"id": -1001, "type": "channel", "username": "Kommunen"},
            "text": post["text"],
            "date": post["date"],
            **changes,
        }
        self.updates.append({"update_id": 9000 + len(self.updates) + self._taken, kind: message})

    def copied(self, post: int) -> dict[str, Any]:
        """The copy of a post that Telegram puts into the group."""
        origin = {"type": "channel", "chat": {"id": -1001, "username": "Kommunen"}, "message_id": post}
        return self.hears("Kopi", is_automatic_forward=True, forward_origin=origin)

    def hears(self, text: str, chat: int = GROUP, above: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """Somebody writes where the bot is: in the group, or to it alone."""
        self._last += 1
        kind = "supergroup" if chat < 0 else "private"
        message = {"message_id": self._last, "chat": {"id": chat, "type": kind}, "date": int(time.time()), "text": text}
        message |= {"from": {"id": 9, "is_bot": False, "first_name": "Per", "last_name": "Dal"}}
        thread = {"message_thread_id": above.get("message_thread_id", above["message_id"])} if above else {}
        message |= {**({"reply_to_message": above} if above else {}), **thread, **more}
        self.said[chat, self._last] = message
        self.tells("message", message)
        return message

    def changes(self, message: dict[str, Any], text: str) -> None:
        changed = message | {"text": text, "edit_date": int(time.time()) + 1}
        self.said[message["chat"]["id"], message["message_id"]] = changed
        self.tells("edited_message", changed)

    def tells(self, kind: str, message: dict[str, Any]) -> None:
        self.updates.append({"update_id": 9000 + len(self.updates) + self._taken, kind: message})

    def _answer(self, asked: dict[str, Any]) -> Answer:
        if (asked["chat_id"], asked["reply_parameters"]["message_id"]) not in self.said:
            return _error(400, "Bad Request: message to be replied not found")
        self._last += 1
        self.said[asked["chat_id"], self._last] = {"text": asked["text"], "to": asked["reply_parameters"]["message_id"]}
        return _ok({"message_id": self._last})

    def _getChat(self, asked: dict[str, Any], wire: Wire) -> Answer:
        linked = {"linked_chat_id": self.group} if self.group else {}
        return _ok({"id": -1001, "type": "channel", **linked})

    def route(self, wire: Wire) -> Answer:
        bot, _, method = wire.path.removeprefix("/bot").partition("/")
        if bot != f"{BOT}:hemmelig":
            return _error(401, "Unauthorized")
        asked = wire.json if wire.json is not None else wire.query or self._fields(wire)
        there = (CHAT, self.group, *(chat for chat, _ in self.said)) if method in _ANSWERS else (CHAT,)
        if method in _KNOWN and (set(asked) - _KNOWN[method] or asked.get("chat_id") not in there):
            return _error(400, "Bad Request: chat not found")
        known = getattr(self, f"_{method}", None)
        return known(asked, wire) if known else _error(404, "Not Found")

    def _sendMessage(self, asked: dict[str, Any], wire: Wire) -> Answer:
        if not 0 < len(asked.get("text", "").encode("utf-16-le")) <= 2 * 4096:
            return _error(400, "Bad Request: message is too long")
        if asked["chat_id"] != CHAT:
            return self._answer(asked)
        return _ok(
            {
                "message_id": self._add(
                    {"text": asked["text"], "reply": asked.get("reply_parameters", {}).get("message_id")}
                )
            }
        )

    def _sendPhoto(self, asked: dict[str, Any], wire: Wire) -> Answer:
        if b"filename=" not in wire.body or not 0 < len(asked["caption"]) <= 1024:
            return _error(400, "Bad Request: wrong file")
        return _ok(
            {
                "message_id": self._add(
                    {"caption": asked["caption"], "reply": json.loads(asked["reply_parameters"])["message_id"]}
                )
            }
        )

    _sendVideo = _sendDocument = _sendAnimation = _sendPhoto

    def _sendMediaGroup(self, asked: dict[str, Any], wire: Wire) -> Answer:
        items = json.loads(asked["media"])
        kinds = {item["type"] for item in items}
        there = all(
            f'name="{item["media"].removeprefix("attach://")}"; filename='.encode() in wire.body for item in items
        )
        if (
            not 2 <= len(items) <= 10
            or kinds - {"photo", "video", "document"}
            or ("document" in kinds and len(kinds) > 1)
            or not there
        ):
            return _error(400, "Bad Request: wrong album")
        reply = json.loads(asked["reply_parameters"])["message_id"]
        return _ok([{"message_id": self._add({"caption": item["caption"], "reply": reply})} for item in items])

    def _editMessageText(self, asked: dict[str, Any], wire: Wire) -> Answer:
        post = self.posts.get(asked["message_id"])
        if post is None:
            return _error(400, "Bad Request: message to edit not found")
        if post["text"] == asked["text"]:
            return _error(400, "Bad Request: message is not modified: specified new message content is the same")
        post["text"] = asked["text"]
        return _ok({"message_id": asked["message_id"]})

    def _deleteMessage(self, asked: dict[str, Any], wire: Wire) -> Answer:
        if asked["chat_id"] != CHAT:
            gone = self.said.pop((asked["chat_id"], asked["message_id"]), None)
            return _ok(True) if gone else _error(400, "Bad Request: message to delete not found")
        post = self.posts.get(asked["message_id"])
        if post is None:
            return _error(400, "Bad Request: message to delete not found")
        if post["date"] < time.time() - 48 * 3600:
            return _error(400, "Bad Request: message can't be deleted")
        del self.posts[asked["message_id"]]
        return _ok(True)

    def _getUpdates(self, asked: dict[str, Any], wire: Wire) -> Answer:
        if self.webhook:
            return _error(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            )
        if (
            asked.get("allowed_updates") != _ALLOWED
            or not 1 <= int(asked["limit"]) <= 100
            or set(asked) - {"allowed_updates", "limit", "offset"}
        ):
            return _error(400, "Bad Request")
        kept = [update for update in self.updates if update["update_id"] >= int(asked.get("offset", "0"))]
        self._taken += len(self.updates) - len(kept)
        self.updates = kept
        return _ok(self.updates[: int(asked["limit"])])

    def _getWebhookInfo(self, asked: dict[str, Any], wire: Wire) -> Answer:
        return _ok({"url": self.webhook, "pending_update_count": len(self.updates)})

    def _getMe(self, asked: dict[str, Any], wire: Wire) -> Answer:
        return _ok({"id": int(BOT), "is_bot": True, "username": "kommunebot"})

    def _getChatMember(self, asked: dict[str, Any], wire: Wire) -> Answer:
        return _ok(self.people[asked["user_id"]])

    def _getChatAdministrators(self, asked: dict[str, Any], wire: Wire) -> Answer:
        return _ok(list(self.people.values()))

    def _promoteChatMember(self, asked: dict[str, Any], wire: Wire) -> Answer:
        one = self.people.get(str(asked["user_id"]))
        if one is None:
            return _error(400, "Bad Request: USER_NOT_PARTICIPANT")
        if not one.get("can_be_edited") or not self.people[BOT]["can_promote_members"]:
            return _error(400, "Bad Request: not enough rights")
        one |= {name: asked.get(name, False) for name in _RIGHTS}
        return _ok(True)

    def _administrator(self, number: int, *, editable: bool = True, bot: bool = False) -> dict[str, Any]:
        user = {"id": number, "is_bot": bot, "username": f"nr{number}"}
        return {"status": "administrator", "user": user, "can_be_edited": editable, **_RIGHTS}

    def _add(self, post: dict[str, Any]) -> int:
        self._last += 1
        self.posts[self._last] = {"date": int(time.time()), **post}
        return self._last

    def _fields(self, wire: Wire) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in _FIELD.findall(wire.body)}


def address(port: int) -> str:
    return f"telegramkanal://{BOT}/?token=hemmelig&chat=%40kommunen&at=http%3A%2F%2F127.0.0.1%3A{port}"


def _ok(result: Any) -> Answer:
    return Answer(200, {"ok": True, "result": result})


def _error(code: int, description: str) -> Answer:
    return Answer(code, {"ok": False, "error_code": code, "description": description})
