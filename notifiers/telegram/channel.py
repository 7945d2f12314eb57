"""`telegramkanal://BOT-ID/?token=SECRET&chat=@kanal` (Bot API): the token after the colon, the bot an administrator there.

The Bot API keeps the token in its addresses: none of them may reach an error or a log. There is no idempotency key and
no history, so a post in doubt is asked about.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import httpx
from apprise import NotifyBase

from notifiers.abilities import Ability, Finding
from notifiers.attachment import approved_bytes
from notifiers.hosted import HostedPlugin, Word, arguments
from notifiers.telegram.guard import Guard
from schemas.delivery import Outgoing
from schemas.errors import NotifierError, RetryClass
from schemas.media import Media
from schemas.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_UNCHANGED, _GONE, _TOO_OLD = "message is not modified", "message to delete not found", "message can't be deleted"
_FILES = {"image": ("sendPhoto", "photo"), "video": ("sendVideo", "video"), "application": ("sendDocument", "document")}
_NEEDED = ("can_post_messages", "can_edit_messages", "can_delete_messages")


class Telegram(HostedPlugin):
    service_name = "Telegram"  # type: ignore[assignment]  # apprise's bases declare these as None
    secure_protocol = "telegramkanal"  # type: ignore[assignment]  # as above; `tgram` is Apprise's own
    setup_url = "https://core.telegram.org/bots/api"  # type: ignore[assignment]  # as above
    api = "https://api.telegram.org"
    words = (Word("token", "Bot token after the colon", private=True), Word("chat", "@name or -100… of the channel"))
    templates = ("{schema}://{bot}",)  # type: ignore[assignment]  # as above
    template_tokens = {
        **NotifyBase.template_tokens,
        "bot": {"name": "Bot id", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    body_maxlen = 4_096
    title_maxlen = 0
    sees_others = True
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.READ_BACK: say("Telegram shows a bot no history: a post in doubt is asked about. Posts by others are seen as they "
                               "come."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.chat = self.word["chat"]
        self.guard = Guard(self._call, self.chat)
        self._handed_over = 0

    def publish(self, out: Outgoing) -> Receipt:
        """The text, then each file as a reply to it with the words that describe it. The ids of all, the text's first."""
        message: dict[str, Any] = {"chat_id": self.chat, "text": out.rendering.text, "link_preview_options": {"is_disabled": True}}
        if out.target:
            message["reply_parameters"] = {"message_id": _first(out.target), "allow_sending_without_reply": True}
        first = int(self._sent("POST", "sendMessage", json=message))
        try:
            ids = [first, *(self._file(media, first) for media in out.rendering.media)]
        except NotifierError as error:
            sentence = say("The text stands in the Telegram channel without its files. Add them, or remove it, by hand.")
            raise NotifierError(sentence, RetryClass.AMBIGUOUS) from error
        return self._receipt(",".join(map(str, ids)), "published")

    def edit(self, out: Outgoing) -> Receipt:
        form = {"chat_id": self.chat, "message_id": _first(out.target), "text": out.rendering.text,
                "link_preview_options": {"is_disabled": True}}  # fmt: skip
        self._call("POST", "editMessageText", but=_UNCHANGED, json=form)
        return self._receipt(str(out.target), "changed")

    def delete(self, out: Outgoing) -> Receipt:
        """Gone already counts as done."""
        for number in str(out.target).split(","):
            self._call("POST", "deleteMessage", but=_GONE, json={"chat_id": self.chat, "message_id": int(number)})
        return Receipt(remote_id=out.target, detail="removed")

    def watch(self, since: datetime) -> list[RemotePost]:
        """What others have posted since the last look. Telegram keeps it for a day, until it is told that we have it.

        That is said one look later, when what was handed over has been stored; so a crash in between loses nothing.
        """
        asked = {"allowed_updates": '["channel_post"]', "limit": "100"}
        updates = self._call("GET", "getUpdates", params=asked | ({"offset": str(self._handed_over)} if self._handed_over else {}))
        if updates:
            self._handed_over = int(updates[-1]["update_id"]) + 1
        posts = [update["channel_post"] for update in updates if self._is_ours(update.get("channel_post", {}).get("chat", {}))]
        return [self._remote(post) for post in posts]

    def roles(self) -> dict[str, Any]:
        return self.guard.roles()

    def lock(self, before: dict[str, Any]) -> None:
        self.guard.lower(before)

    def unlock(self, before: dict[str, Any]) -> None:
        self.guard.restore(before)

    def check(self) -> list[Finding]:
        me = self._call("GET", "getMe")
        mine = self._call("GET", "getChatMember", params={"chat_id": self.chat, "user_id": str(me["id"])})
        found = [Finding(level="ok", sentence=say("Logged in to Telegram as {name}.", name=str(me.get("username", "?"))))]
        missing = [right for right in _NEEDED if not mine.get(right)]
        if missing:
            found.append(Finding(level="error", sentence=say(
                "The bot may not post, change and remove in the Telegram channel (missing: {missing}). Make it an administrator.",
                missing=", ".join(missing))))  # fmt: skip
        others = self.guard.beyond_us()
        if others:
            found.append(Finding(level="warning", sentence=say(
                "These can post in the Telegram channel during a lock, since the bot did not make them administrators: {names}.",
                names=", ".join(others))))  # fmt: skip
        return found

    def refused(self, answer: httpx.Response) -> NotifierError:
        status, parameters = answer.status_code, _told(answer).get("parameters") or {}
        if status in (401, 404):
            return NotifierError(say("Telegram does not know this bot. Store its token again."), RetryClass.REAUTH)
        if status == 403:
            sentence = say("The bot has been removed from the Telegram channel. Make it an administrator again.")
            return NotifierError(sentence, RetryClass.OPERATOR)
        if status == 429:
            return self._failed(RetryClass.RETRY_AFTER, "HTTP 429", float(parameters.get("retry_after") or 30.0))
        if _TOO_OLD in _why(answer):
            return NotifierError(say("Telegram lets a post be removed for 48 hours only. Remove it by hand."), RetryClass.PERMANENT)
        return super().refused(answer)

    def _file(self, media: Media, above: int) -> int:
        method, field = _FILES[media.mime.partition("/")[0]]
        form = {"chat_id": self.chat, "caption": media.alt, "reply_parameters": f'{{"message_id": {above}}}'}
        return self._sent("POST", method, data=form, files={field: (Path(media.path).name, approved_bytes(media), media.mime)})

    def _sent(self, method: str, name: str, **kwargs: Any) -> int:
        found = self._call(method, name, **kwargs)
        if not isinstance(found, dict) or "message_id" not in found:
            raise self.unreadable()
        return int(found["message_id"])

    def _call(self, method: str, name: str, but: str = "", **kwargs: Any) -> Any:
        """The `result`. A refusal whose words hold `but` counts as done."""
        answer = self.ask(method, f"/bot{self.host}:{self.word['token']}/{name}", accept=(400,), **kwargs)
        if answer.status_code == 400:
            if but and but in _why(answer):
                return None
            raise self.refused(answer)
        return self.read_json(answer, "result")["result"]

    def _is_ours(self, chat: dict[str, Any]) -> bool:
        return self.chat in (str(chat.get("id")), f"@{chat.get('username')}")

    def _remote(self, post: dict[str, Any]) -> RemotePost:
        number = str(post["message_id"])
        return RemotePost(remote_id=number, remote_url=self._web(number), text=str(post.get("text") or post.get("caption") or ""))

    def _receipt(self, ids: str, detail: str) -> Receipt:
        return Receipt(remote_id=ids, remote_url=self._web(ids.partition(",")[0]), detail=detail)

    def _web(self, number: str) -> str:
        name = self.chat.removeprefix("@") if self.chat.startswith("@") else f"c/{self.chat.removeprefix('-100')}"
        return f"https://t.me/{name}/{number}"


def _first(ids: str | None) -> int:
    return int(str(ids).partition(",")[0])


def _told(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _why(answer: httpx.Response) -> str:
    return str(_told(answer).get("description", "")).lower()
