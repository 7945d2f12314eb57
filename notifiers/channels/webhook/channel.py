"""Any other Apprise service (`json://`, `xml://`, `slack://`, …) behind the interface of our own plugins.

Apprise answers with a bare bool. Where its plugin makes one request, and most do, the answer to that is looked at; elsewhere
False may mean refused, or posted and never answered, so it is ambiguous, and since nothing can be read back the delivery
stands as uncertain and asks a person. What an address may ask of Apprise (`?retry=`, `?overflow=`, `?optional=`) stays off:
it posts twice, cuts, or calls a failure a success.
"""

import contextlib
import socket
from typing import Any, ClassVar

from apprise import NotifyBase, NotifyFormat, NotifyType, OverflowMode
from apprise.conversion import convert_between

from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.deadline import WHOLE, leave_after
from notifiers.base.http import classify, wait_of
from notifiers.base.plugin import Plugin
from notifiers.channels.webhook.observed import Observed, watch
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt
from schemas.sentence import Sentence, say

_CONNECT = 5.0
_PORTS = {"json": 80, "jsons": 443, "xml": 80, "xmls": 443, "form": 80, "forms": 443}
"""Schemas whose `host` is one. For most services it is a token or a topic, and must not be asked for in the DNS."""
_KEYS = ("Idempotency-Key", "webhook-id")
"""Headers that carry our key: draft-ietf-httpapi-idempotency-key-header, standardwebhooks.com."""
_REFUSES = 400
_NO = say("This service only takes messages; it cannot show, change or remove them. Publish a follow-up.")


class WebhookChannel(Plugin):
    """Not registered with Apprise: it wraps what Apprise has made."""

    service_name = "Webhook"
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.CORRECT: _NO,
        Ability.RETRACT: _NO,
        Ability.READ_BACK: _NO,
        Ability.READ_REMARKS: _NO,
        Ability.REPLY: _NO,
        Ability.HIDE: _NO,
        Ability.REMOVE_REMARK: _NO,
        Ability.LOCK: _NO,
    }

    def __init__(self, service: NotifyBase) -> None:
        super().__init__()
        self.service = service
        self.whole = WHOLE
        self._line = watch(service)
        named = {name.lower() for name in getattr(service, "headers", None) or ()}
        if self._line and self._takes_headers() and any(name.lower() in named for name in _KEYS):
            self.idempotent = True  # type: ignore[misc]  # by what the address says of the receiver

    def publish(self, out: Outgoing) -> Receipt:
        """What Apprise asks with counts the seconds between two bytes only; one that drips is left behind."""
        try:
            return leave_after(self.whole, lambda: self._publish(out))
        except TimeoutError as error:
            raise self._unconfirmed() from error

    def _publish(self, out: Outgoing) -> Receipt:
        title, body = self._shaped(out)
        if self._line is None:
            self._notify(title, body, Observed({}))
        else:
            with self._line.watching(dict.fromkeys(_KEYS, out.key) if self._takes_headers() else {}) as seen:
                self._notify(title, body, seen)
        return Receipt(detail="accepted")

    def check(self) -> list[Diagnosis]:
        try:
            self._reachable()
        except NotifierError as error:
            return [Diagnosis(level="error", sentence=error.sentence)]
        return [self._answers(), *self._takes_less()]

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:
        return str(self.service.url(privacy=privacy))

    def _notify(self, title: str, body: str, seen: Observed) -> None:
        sent = self.service.notify(
            title=title,
            body=body,
            notify_type=NotifyType.WARNING,
            body_format=NotifyFormat.TEXT,
            overflow=OverflowMode.UPSTREAM,
        )
        if not sent:
            raise self._refused(seen)

    def _refused(self, seen: Observed) -> NotifierError:
        """What the answer to the one request means. A redirect, or a success that Apprise doubts, may come after the deed."""
        if seen.never_left():
            return NotifierError(say("{service} does not answer.", service=self._name()), RetryClass.RETRY_NOW)
        answer = seen.answer()
        kind = (
            classify(answer.status_code)
            if answer is not None and answer.status_code >= _REFUSES
            else RetryClass.AMBIGUOUS
        )
        wait = wait_of(kind, answer.headers) if answer is not None else None
        if kind is RetryClass.AMBIGUOUS:
            return self._unconfirmed(wait)
        detail = f"HTTP {answer.status_code}"
        sentence = say("{channel} did not take the message ({detail}).", channel=self._name(), detail=detail)
        return NotifierError(sentence, kind, retry_after=wait)

    def _unconfirmed(self, wait: float | None = None) -> NotifierError:
        sentence = say("{service} did not confirm the message; nobody knows whether it arrived.", service=self._name())
        return NotifierError(sentence, RetryClass.AMBIGUOUS, retry_after=wait)

    def _takes_headers(self) -> bool:
        """Of a receiver of one's own; the services of others are asked as Apprise asks them."""
        return self.service.schema in _PORTS

    def _answers(self) -> Diagnosis:
        if self.service.schema not in _PORTS:
            sentence = say("{service} cannot be tried without sending something.", service=self._name())
            return Diagnosis(level="warning", sentence=sentence)
        return Diagnosis(level="ok", sentence=say("{service} answers.", service=self._name()))

    def _takes_less(self) -> list[Diagnosis]:
        """A text is measured before approval by what the account says, not by what the service behind it takes."""
        limit = self.service.body_maxlen
        if (self.account.max_length or self.body_maxlen) <= limit:
            return []
        sentence = say(
            "{service} takes {limit} characters, fewer than {account} allows. Set `max_length:` of the account, so "
            "that a longer text is refused before approval.",
            service=self._name(),
            limit=limit,
            account=self.account.id,
        )
        return [Diagnosis(level="warning", sentence=sentence)]

    def _shaped(self, out: Outgoing) -> tuple[str, str]:
        """Title and body in the service's own markup, which `NotifyBase.notify` leaves to its caller."""
        title, body = out.rendering.title, out.rendering.text
        separate = self.service.title_maxlen > 0
        found = len(body) + (0 if separate else len(title) + len("\r\n"))
        if found > self.service.body_maxlen:
            sentence = say(
                "{service} takes {limit} characters and the message has {found}. Set `max_length:` of the account.",
                service=self._name(),
                limit=self.service.body_maxlen,
                found=found,
            )
            raise NotifierError(sentence, RetryClass.PERMANENT)
        markup = self.service.notify_format
        if not separate:
            title = convert_between(NotifyFormat.TEXT, markup, content=title)
        return title, convert_between(NotifyFormat.TEXT, markup, content=body)

    def _reachable(self) -> None:
        """Whether somebody is there, without saying anything."""
        if self.service.schema not in _PORTS:
            return
        address = (self.service.host, self.service.port or _PORTS[self.service.schema])
        try:
            with contextlib.closing(socket.create_connection(address, timeout=_CONNECT)):
                return
        except OSError as error:
            raise NotifierError(
                say("{service} does not answer.", service=self._name()), RetryClass.RETRY_NOW
            ) from error

    def _name(self) -> str:
        return str(self.service.service_name)
