"""`krisex://USER-ID/?key=&secret=&token=&token_secret=` (X API v2, OAuth 1.0a in the account's own name).

There is no idempotency key: a post in doubt is found by its exact words. Every request costs: docs/channels.md.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any, ClassVar

from apprise import NotifyBase

from notifiers.base import clocks, oauth1, web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.attachment import approved_bytes
from notifiers.base.dialogue import never_removed
from notifiers.base.hosted import HostedPlugin, arguments
from notifiers.base.http import same_words_refused
from notifiers.base.pages import Asked, pages
from notifiers.channels.x.mentions import BUDGET, PaidMentions, replied_to
from policy.file_names import readable_name
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from schemas.drafts.media import Media
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_PAGE = "100"
_FIELDS = "created_at,entities"
_DUPLICATE = "duplicate"
_WINDOW = 900.0
"""Seconds of X's own windows, where an answer does not say when the next one begins."""


class X(HostedPlugin):
    service_name = "X"
    secure_protocol = "krisex"  # plain `x` is Apprise's own
    setup_url = "https://docs.x.com/x-api/posts/manage-tweets/introduction"
    api = "https://api.x.com"
    words = oauth1.WORDS
    templates = ("{schema}://{user}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "user": {"name": "User id", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    default_version = "2"
    body_maxlen = 280
    title_maxlen = 0
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.CORRECT: say(
            "X lets a post be changed for half an hour only, and only for those who pay. A correction follows "
            "as a reply."
        ),
        Ability.LOCK: say("X does not let programs change who may post; the account is locked here and watched."),
        Ability.REMOVE_REMARK: never_removed("X"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client.auth = oauth1.signer(self)
        self.mentions = PaidMentions(self, _words)

    def publish(self, out: Outgoing) -> Receipt:
        post: dict[str, Any] = {"text": out.rendering.text}
        if out.rendering.media:
            post["media"] = {"media_ids": [self._upload(media) for media in out.rendering.media]}
        if out.target:
            post["reply"] = {"in_reply_to_tweet_id": out.target}
        return self._receipt(str(self._data("POST", "tweets", json=post)["id"]), "published")

    def delete(self, out: Outgoing) -> Receipt:
        return self.removed(out, self._path(f"tweets/{out.target}"))

    def newest(self, since: datetime) -> Iterator[RemotePost]:
        return map(_remote, self._since(since, _FIELDS))

    def shown(self, target: str) -> RemotePost | None:
        there = (self.there(self._path(f"tweets/{target}")) or {}).get("data")
        return _remote({"id": target, **there}) if isinstance(there, dict) else None

    def remarks(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        budget = self.account.read_budget
        return self.mentions.page(cursor, own_posts, BUDGET if budget is None else budget)

    def remark(self, known: RemoteRemark) -> RemoteRemark | None:
        return self.mentions.one(known)

    def reply(self, out: Outgoing) -> Receipt:
        """A post that answers one of somebody else's."""
        return self.publish(out)

    def replies(self, remark: RemoteRemark, since: datetime) -> Iterator[RemotePost]:
        """X may put the name of whom we answer before our words."""
        for post in self._since(since, f"{_FIELDS},referenced_tweets"):
            if replied_to(post) == remark.remote_id:
                there = _remote(post)
                yield there.model_copy(update={"text": there.text.removeprefix(f"@{remark.author} ")})

    def hide(self, remark: RemoteRemark) -> None:
        self.mentions.set_hidden(remark, hidden=True)

    def unhide(self, remark: RemoteRemark) -> None:
        self.mentions.set_hidden(remark, hidden=False)

    def check(self) -> list[Diagnosis]:
        me = self._data("GET", "users/me")
        name = str(me.get("username", "?"))
        if str(me["id"]) != self.host:
            sentence = say("The access to X is another account's ({name}). Connect the right one.", name=name)
            return [Diagnosis(level="error", sentence=sentence)]
        return [
            Diagnosis(
                level="ok",
                sentence=say(
                    "Logged in to X as {name}. Credit is paid beforehand; what is left shows in X's developer console only.",
                    name=name,
                ),
            )
        ]

    def refused(self, answer: web.Response) -> NotifierError:
        """403 is the same words twice (never), or an account or app that X has stopped (a person). 402 is no credit left."""
        why = _why(answer)
        if answer.status_code == 402 or "usage-capped" in why or "credits" in why:
            return NotifierError(
                say("The credit at X is used up. Fill it up in X's developer console."), RetryClass.OPERATOR
            )
        if answer.status_code == 403:
            return same_words_refused("X") if _DUPLICATE in why else self._failed(RetryClass.OPERATOR, "HTTP 403")
        if answer.status_code == 429:
            return self._failed(RetryClass.RETRY_AFTER, "HTTP 429", _reset(answer))
        return super().refused(answer)

    def _upload(self, media: Media) -> str:
        file = {"media": (readable_name(media), approved_bytes(media), media.mime)}
        kept = str(
            self._data("POST", "media/upload", data={"media_category": "tweet_image"}, files=file, creates=False)["id"]
        )
        words = {"id": kept, "metadata": {"alt_text": {"text": media.alt}}}
        self.ask("POST", self._path("media/metadata"), json=words, creates=False)
        return kept

    def _since(self, since: datetime, fields: str) -> Iterator[dict[str, Any]]:
        """Our posts, newest first. X refuses to look into the future."""
        if since > datetime.now(UTC):
            return
        asked = {
            "start_time": clocks.written(since),
            "max_results": _PAGE,
            "tweet.fields": fields,
            "exclude": "retweets",
        }
        for page in pages(self._posts, asked, _following):
            yield from self.entries(page.get("data", []), "id")

    def _posts(self, asked: Asked) -> dict[str, Any]:
        return self.read_json(self.ask("GET", self._path(f"users/{self.host}/tweets"), params=asked), "meta")

    def _data(self, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
        found = self.read_json(self.ask(method, self._path(path), **kwargs), "data")["data"]
        if not isinstance(found, dict) or "id" not in found:
            raise self.unreadable()
        return found

    def _path(self, path: str) -> str:
        return f"/{self.version}/{path}"

    def _receipt(self, post: str, detail: str) -> Receipt:
        return Receipt(remote_id=post, remote_url=_web(post), detail=detail)


def _words(post: dict[str, Any]) -> str:
    """As it was written: X shortens addresses to its own and adds one for each picture."""
    text = str(post.get("text", ""))
    for link in post.get("entities", {}).get("urls", []):
        text = text.replace(str(link.get("url")), "" if link.get("media_key") else str(link.get("expanded_url", "")))
    return unescape(text).strip()


def _following(page: dict[str, Any], _: Asked) -> Asked | None:
    token = page["meta"].get("next_token")
    return {"pagination_token": str(token)} if token else None


def _remote(post: dict[str, Any]) -> RemotePost:
    number = str(post["id"])
    return RemotePost(remote_id=number, remote_url=_web(number), text=_words(post))


def _why(answer: web.Response) -> str:
    try:
        found = answer.json()
        return f"{found.get('title', '')} {found.get('detail', '')} {found.get('type', '')}".lower()
    except (ValueError, AttributeError):
        return ""


def _reset(answer: web.Response) -> float:
    reset = answer.headers.get("x-rate-limit-reset", "")
    return max(1.0, float(reset) - time.time()) if reset.isdigit() else _WINDOW


def _web(post: str) -> str:
    return f"https://x.com/i/status/{post}"
