"""A fake Telegram (Bot API) on loopback, with one channel.

It refuses: another token (401), unknown words (400), another chat (400), a text that is empty or over 4,096 signs, a caption
over 1,024 (400), a message that is not there (400), one that is older than 48 hours to remove (400), rights of
administrators that the bot did not make (400).
"""

import json
import re
import time
from datetime import datetime
from typing import Any

from tests.fakes.server import Answer, FakeServer, Wire

BOT, CHAT = "770", "@kommunen"
_FIELD = re.compile(rb'name="(\w+)"\r\n\r\n(.*?)\r\n--', re.DOTALL)
_RIGHTS = {"can_post_messages": True, "can_edit_messages": True, "can_delete_messages": True, "can_invite_users": False}
_KNOWN = {
    "sendMessage": {"chat_id", "text", "link_preview_options", "reply_parameters"},
    "editMessageText": {"chat_id", "message_id", "text", "link_preview_options"}, "deleteMessage": {"chat_id", "message_id"},
    "sendPhoto": {"chat_id", "caption", "reply_parameters"}, "sendVideo": {"chat_id", "caption", "reply_parameters"},
    "sendDocument": {"chat_id", "caption", "reply_parameters"}, "promoteChatMember": {"chat_id", "user_id", *_RIGHTS},
}  # fmt: skip


class FakeTelegram(FakeServer):
    """`posts` by number, oldest first; `updates` are posts by others that no bot has taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[int, dict[str, Any]] = {}
        self.updates: list[dict[str, Any]] = []
        self.people: dict[str, dict[str, Any]] = {
            "1": {"status": "creator", "user": {"id": 1, "is_bot": False, "username": "eier"}},
            BOT: self._administrator(int(BOT), editable=False, bot=True), "2": self._administrator(2), "3": self._administrator(3),
            "4": self._administrator(4, editable=False),
        }  # fmt: skip
        self.people["3"]["can_edit_messages"] = False

    @property
    def url(self) -> str:
        return address(self.port)

    def texts(self) -> list[str]:
        return [str(post["text"]) for post in self.posts.values() if "text" in post]

    def write(self, text: str, when: datetime) -> int:
        number = self._add({"text": text, "date": int(when.timestamp())})
        chat = {"id": -1001, "type": "channel", "username": CHAT.removeprefix("@")}
        post = {"message_id": number, "chat": chat, "date": int(when.timestamp()), "text": text}
        self.updates.append({"update_id": 9000 + number, "channel_post": post})
        return number

    def route(self, wire: Wire) -> Answer:
        bot, _, method = wire.path.removeprefix("/bot").partition("/")
        if bot != f"{BOT}:hemmelig":
            return _error(401, "Unauthorized")
        asked = wire.json if wire.json is not None else wire.query or self._fields(wire)
        if method in _KNOWN and (set(asked) - _KNOWN[method] or asked.get("chat_id") != CHAT):
            return _error(400, "Bad Request: chat not found")
        known = getattr(self, f"_{method}", None)
        return known(asked, wire) if known else _error(404, "Not Found")

    def _sendMessage(self, asked: dict[str, Any], wire: Wire) -> Answer:
        if not 0 < len(asked.get("text", "")) <= 4096:
            return _error(400, "Bad Request: message is too long")
        return _ok({"message_id": self._add({"text": asked["text"], "reply": asked.get("reply_parameters", {}).get("message_id")})})

    def _sendPhoto(self, asked: dict[str, Any], wire: Wire) -> Answer:
        if b"filename=" not in wire.body or not 0 < len(asked["caption"]) <= 1024:
            return _error(400, "Bad Request: wrong file")
        return _ok({"message_id": self._add({"caption": asked["caption"], "reply": json.loads(asked["reply_parameters"])["message_id"]})})

    _sendVideo = _sendDocument = _sendPhoto

    def _editMessageText(self, asked: dict[str, Any], wire: Wire) -> Answer:
        post = self.posts.get(asked["message_id"])
        if post is None:
            return _error(400, "Bad Request: message to edit not found")
        if post["text"] == asked["text"]:
            return _error(400, "Bad Request: message is not modified: specified new message content is the same")
        post["text"] = asked["text"]
        return _ok({"message_id": asked["message_id"]})

    def _deleteMessage(self, asked: dict[str, Any], wire: Wire) -> Answer:
        post = self.posts.get(asked["message_id"])
        if post is None:
            return _error(400, "Bad Request: message to delete not found")
        if post["date"] < time.time() - 48 * 3600:
            return _error(400, "Bad Request: message can't be deleted")
        del self.posts[asked["message_id"]]
        return _ok(True)

    def _getUpdates(self, asked: dict[str, Any], wire: Wire) -> Answer:
        if asked.get("allowed_updates") != '["channel_post"]':
            return _error(400, "Bad Request")
        if "offset" in asked:
            self.updates = [update for update in self.updates if update["update_id"] >= int(asked["offset"])]
        return _ok(self.updates[: int(asked["limit"])])

    def _getMe(self, asked: dict[str, Any], wire: Wire) -> Answer:
        return _ok({"id": int(BOT), "is_bot": True, "username": "kommunebot"})

    def _getChatMember(self, asked: dict[str, Any], wire: Wire) -> Answer:
        return _ok(self.people[asked["user_id"]])

    def _getChatAdministrators(self, asked: dict[str, Any], wire: Wire) -> Answer:
        return _ok(list(self.people.values()))

    def _promoteChatMember(self, asked: dict[str, Any], wire: Wire) -> Answer:
        one = self.people[str(asked["user_id"])]
        if not one.get("can_be_edited"):
            return _error(400, "Bad Request: not enough rights")
        one |= {name: asked.get(name, False) for name in _RIGHTS}
        return _ok(True)

    def _administrator(self, number: int, *, editable: bool = True, bot: bool = False) -> dict[str, Any]:
        user = {"id": number, "is_bot": bot, "username": f"nr{number}"}
        return {"status": "administrator", "user": user, "can_be_edited": editable, **_RIGHTS}

    def _add(self, post: dict[str, Any]) -> int:
        number = 100 + len(self.posts) + sum("gone" in p for p in self.posts.values())
        while number in self.posts:
            number += 1
        self.posts[number] = {"date": int(time.time()), **post}
        return number

    def _fields(self, wire: Wire) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in _FIELD.findall(wire.body) if name not in (b"photo", b"video", b"document")}


def address(port: int) -> str:
    return f"telegramkanal://{BOT}/?token=hemmelig&chat=%40kommunen&at=http%3A%2F%2F127.0.0.1%3A{port}"


def _ok(result: Any) -> Answer:
    return Answer(200, {"ok": True, "result": result})


def _error(code: int, description: str) -> Answer:
    return Answer(code, {"ok": False, "error_code": code, "description": description})
