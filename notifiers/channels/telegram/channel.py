"""`telegramkanal://BOT-ID/?token=SECRET&chat=@kanal` (Bot API): the token after the colon, the bot an administrator there.

The Bot API wants the token in its addresses: it is put there as a request leaves, and reaches no error and no log. There
is no idempotency key, and a bot is shown neither history nor its own posts, so a post in doubt is asked about.
"""

from datetime import datetime
from typing import Any, ClassVar, Literal

from apprise import NotifyBase

from notifiers.base import web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.dialogue import never_hidden
from notifiers.base.hidden_secrets import hide
from notifiers.base.hosted import HostedPlugin, Word, arguments
from notifiers.base.inbox import ReadByInbox
from notifiers.channels.telegram import errors
from notifiers.channels.telegram.guard import TelegramGuard
from notifiers.channels.telegram.inbox import Discussion, answer, place
from notifiers.channels.telegram.media import parcels
from notifiers.channels.telegram.updates import Updates
from schemas.dialogue.remark import RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_QUIET = {"is_disabled": True}
"""No preview of a page that nobody approved."""
_WANTED: tuple[tuple[str, Literal["warning", "error"], Sentence], ...] = (
    (
        "can_post_messages",
        "error",
        say("The bot may not post in the Telegram channel. Make it an administrator that may."),
    ),
    (
        "can_delete_messages",
        "warning",
        say("The bot may not remove what others post in the Telegram channel. Let it delete posts."),
    ),
    (
        "can_promote_members",
        "warning",
        say(
            "The bot may not add administrators of the Telegram channel, so it can lower nobody in a "
            "crisis. Let it, and let it add them."
        ),
    ),
)
"""A right, how bad it is to lack it, what to do. To change and remove its own posts takes no more than to post."""


class Telegram(ReadByInbox, HostedPlugin):
    service_name = "Telegram"
    secure_protocol = "telegramkanal"  # `tgram` is Apprise's own
    setup_url = "https://core.telegram.org/bots/api"
    api = "https://api.telegram.org"
    words = (Word("token", "Bot token after the colon", private=True), Word("chat", "@name or -100… of the channel"))
    templates = ("{schema}://{bot}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "bot": {"name": "Bot id", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    guard: TelegramGuard
    body_maxlen = 4_096
    title_maxlen = 0
    sees_foreign_posts = True
    exact_text = True
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.READ_BACK: say(
            "Telegram shows a bot no history: a post in doubt is asked about. Posts by others are seen as they come."
        ),
        Ability.HIDE: never_hidden("Telegram"),
    }

    inbox: Discussion

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        secret = f"/bot{self.host}:{self.word['token'].removeprefix(f'{self.host}:')}".encode()
        hide(self.client, lambda path: secret + path)
        self.chat = self.word["chat"]
        self.guard = TelegramGuard(self._call, self.chat, str(self.host))
        self.updates = Updates(self._call, self.chat)
        self.inbox = Discussion(self.updates, self._call, self.chat, self._web)

    def publish(self, out: Outgoing) -> Receipt:
        """The text, then its files as replies to it. The ids of all, the text's first."""
        sendings = parcels(out.rendering.media)
        message: dict[str, Any] = {"chat_id": self.chat, "text": out.rendering.text, "link_preview_options": _QUIET}
        if out.target:
            message["reply_parameters"] = {"message_id": _first(out.target), "allow_sending_without_reply": True}
        ids = self._sent("sendMessage", json=message)
        above = {"chat_id": self.chat, "reply_parameters": f'{{"message_id": {ids[0]}}}'}
        try:
            for parcel in sendings:
                ids += self._sent(parcel.method, data={**above, **parcel.form}, files=parcel.files)
        except NotifierError as error:
            sentence = say(
                "The text stands in the Telegram channel without its files. Add them, or remove it, by hand."
            )
            raise NotifierError(sentence, RetryClass.AMBIGUOUS) from error
        return self._receipt(",".join(map(str, ids)), "published")

    def edit(self, out: Outgoing) -> Receipt:
        form = {"message_id": _first(out.target), "text": out.rendering.text, "link_preview_options": _QUIET}
        self._mend("editMessageText", errors.UNCHANGED, form)
        return self._receipt(str(out.target), "changed")

    def delete(self, out: Outgoing) -> Receipt:
        """Gone already counts as done."""
        for number in str(out.target).split(","):
            self._mend("deleteMessage", errors.GONE, {"message_id": int(number)})
        return Receipt(remote_id=out.target, detail="removed")

    def watch(self, since: datetime) -> list[RemotePost]:
        return [self._remote(post) for post in self.updates.since(since)]

    def reply(self, out: Outgoing) -> Receipt:
        (number,) = self._sent("sendMessage", json=answer(out, _QUIET))
        chat, _ = place(str(out.target))
        return Receipt(remote_id=f"{chat}:{number}", detail="answered")

    def remove_remark(self, remark: RemoteRemark) -> None:
        """Gone already counts as done."""
        chat, number = place(remark.remote_id)
        self._mend("deleteMessage", errors.GONE, {"chat_id": chat, "message_id": number})

    def check(self) -> list[Diagnosis]:
        me = self._call("GET", "getMe")
        mine = self._call("GET", "getChatMember", params={"chat_id": self.chat, "user_id": str(self.host)})
        found = [
            Diagnosis(level="ok", sentence=say("Logged in to Telegram as {name}.", name=str(me.get("username", "?"))))
        ]
        found += [
            Diagnosis(level=level, sentence=sentence) for right, level, sentence in _WANTED if not mine.get(right)
        ]
        if not self.inbox.group():
            sentence = say("The Telegram channel has no discussion group, so nobody can comment there.")
            found.append(Diagnosis(level="warning", sentence=sentence))
        if self._call("GET", "getWebhookInfo").get("url"):
            found.append(Diagnosis(level="error", sentence=errors.TAKEN))
        others = self.guard.beyond_us()
        if others:
            found.append(
                Diagnosis(
                    level="warning",
                    sentence=say(
                        "These can post in the Telegram channel during a lock, since the bot did not make them administrators: "
                        "{names}.",
                        names=", ".join(others),
                    ),
                )
            )
        return found

    def refused(self, answer: web.Response) -> NotifierError:
        return errors.refused(answer) or super().refused(answer)

    def _mend(self, name: str, done: str, form: dict[str, Any]) -> None:
        """A refusal whose words hold `done` counts as done."""
        answer = self.ask("POST", f"/{name}", accept=(400,), creates=False, json={"chat_id": self.chat, **form})
        if not answer.is_success and done not in errors.why(answer):
            raise self.refused(answer)

    def _sent(self, name: str, **kwargs: Any) -> list[int]:
        """The ids of what was posted; an album's are several."""
        found = self._call("POST", name, **kwargs)
        messages = found if isinstance(found, list) else [found]
        if not messages or not all(isinstance(one, dict) and "message_id" in one for one in messages):
            raise self.unreadable()
        return [int(one["message_id"]) for one in messages]

    def _call(self, method: str, name: str, **kwargs: Any) -> Any:
        return self.read_json(self.ask(method, f"/{name}", **kwargs), "result")["result"]

    def _remote(self, post: dict[str, Any]) -> RemotePost:
        number = str(post["message_id"])
        return RemotePost(
            remote_id=number, remote_url=self._web(number), text=str(post.get("text") or post.get("caption") or "")
        )

    def _receipt(self, ids: str, detail: str) -> Receipt:
        return Receipt(remote_id=ids, remote_url=self._web(ids.partition(",")[0]), detail=detail)

    def _web(self, number: str) -> str:
        name = self.chat.removeprefix("@") if self.chat.startswith("@") else f"c/{self.chat.removeprefix('-100')}"
        return f"https://t.me/{name}/{number}"


def _first(ids: str | None) -> int:
    return int(str(ids).partition(",")[0])
