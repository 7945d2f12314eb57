"""What every way of sending SMS shares. A text is accepted first; only a delivery report says that it arrived."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from math import ceil
from typing import Any, ClassVar

from config.machine import report_address
from notifiers.base import many
from notifiers.base.abilities import Ability
from notifiers.base.hosted import HostedPlugin, Word
from notifiers.base.newest_first import Listed, look
from notifiers.base.plugin import Plugin
from schemas.accounts.account import Account
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.bulk import Batch, Sent
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt
from schemas.sentence import Sentence, say

SENT_IS_SENT = say("An SMS that has been sent cannot be changed or called back. A new one follows it.")
NOT_HEARD = say("46elks and Sinch show what is sent to a number of ours; LINK Mobility and SMPP do not.")
NO_ANSWER = say("Nobody can answer a sender of letters. Give the account a number as its sender, and people can.")
OURS_ALONE = say("An SMS to us is read by us alone, so there is nothing to hide.")
ALONE_ANYWAY = say("An SMS is answered to whoever sent it alone, as it is.")
NO_LOCK = say("The sender belongs to the SMS provider; it is locked here only.")
_LINES = 4


class Sms(Plugin):
    """One request per recipient, each with an attempt of its own: a retry never reaches a phone twice."""

    body_maxlen = 10_000
    title_maxlen = 0
    can_be_posted_by_others = False
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.CORRECT: SENT_IS_SENT,
        Ability.RETRACT: SENT_IS_SENT,
        Ability.READ_BACK: say(
            "46elks and Sinch show what was sent; with LINK Mobility and SMPP a text in doubt is asked about."
        ),
        Ability.LOCK: NO_LOCK,
        Ability.READ_REMARKS: NOT_HEARD,
        Ability.REPLY: NOT_HEARD,
        Ability.HIDE: OURS_ALONE,
        Ability.REMOVE_REMARK: OURS_ALONE,
        Ability.REPLY_PRIVATELY: ALONE_ANYWAY,
    }
    sender: str
    usual_window: ClassVar[int] = 8
    """Requests on their way at a time where the account says nothing (`window`)."""
    line_takes: ClassVar[int] = 1
    """Of these, on one line before another is opened."""
    width: int = 1
    """Of these, on each line."""

    def bind(self, account: Account, places: Any) -> None:
        """The window is spread over up to four lines, each with a batch of its own."""
        super().bind(account, places)
        window = account.window or self.usual_window
        self.at_once = min(_LINES, ceil(window / self.line_takes))
        self.width = window // self.at_once

    def reports_at(self, out: Outgoing) -> str | None:
        """Where the provider tells us later what came of it; None where no reports are wanted, or from plain Apprise."""
        places = getattr(self, "places", None)
        if places is None or not places.reports_at:
            return None
        return f"{report_address.address(places.reports_at, places.key_file, self.account.id)}?key={out.key}"

    def to(self, out: Outgoing) -> str:
        """`+4791234567`: whom an answer answers, and nobody else. From plain Apprise: the address' own `to=`."""
        number = out.answers.author if out.answers else out.recipient or self.usual_recipient
        if not number:
            sentence = say("No number to send to. Give the account `recipients:` in the municipality file.")
            raise NotifierError(sentence, RetryClass.PERMANENT)
        return number

    usual_recipient: str = ""


TO = Word("to", "Number, for use from plain Apprise", optional=True)


class HostedSms(Sms, HostedPlugin):
    """`schema://SENDER/?...`: up to eleven letters and digits, or a number without its plus."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sender = sender(self.host)
        self.usual_recipient = self.word["to"]

    def deliver_many(self, batch: Batch, go_on: Callable[[], bool]) -> list[Sent]:
        """A request for each number, some of them abreast."""
        return many.abreast(self.width, self.deliver, batch, go_on)


class HeardSms(HostedSms):
    """A provider that shows what was sent to a number of ours. `inbound` lists it, newest first; an SMS never changes."""

    cannot: ClassVar[dict[Ability, Sentence]] = {
        ability: why
        for ability, why in Sms.cannot.items()
        if ability not in (Ability.READ_BACK, Ability.READ_REMARKS, Ability.REPLY)
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.sender.lstrip("+").isdecimal():
            deaf = {Ability.READ_REMARKS: NO_ANSWER, Ability.REPLY: NO_ANSWER}
            self.cannot = type(self).cannot | deaf  # type: ignore[misc]  # by what the address says

    def inbound(self, page: str | None, since: datetime) -> Listed:
        """Of one page; `since` is aware. Raises `NotifierError`."""
        raise NotImplementedError

    def remarks(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        if Ability.READ_REMARKS in self.cannot:
            raise self._cannot(Ability.READ_REMARKS)
        return look(cursor, lambda _, page, since: self.inbound(page, since))

    def brought(self, body: bytes) -> list[RemoteRemark] | None:
        found = self.incoming(body)
        if found is None:
            return None
        to, remark = found
        ours = to.lstrip("+") == self.sender.lstrip("+") and Ability.READ_REMARKS not in self.cannot
        return [remark] if ours else []

    def incoming(self, body: bytes) -> tuple[str, RemoteRemark] | None:
        """The number it came to, and what it says; None for a delivery report. Raises `InvalidInput`."""
        raise NotImplementedError

    def remark(self, known: RemoteRemark) -> RemoteRemark | None:
        return known

    def reply(self, out: Outgoing) -> Receipt:
        """An SMS to whom it answers."""
        if Ability.REPLY in self.cannot:
            raise self._cannot(Ability.REPLY)
        return self.publish(out)


def heard(number: str, sender: str, text: str, at: datetime) -> RemoteRemark:
    """An SMS to us. `sender` is a number, with its plus or without."""
    author = f"+{sender}" if sender.isdecimal() and len(sender) > SHORT else sender
    return RemoteRemark(remote_id=number, kind=RemarkKind.SMS, author=author, text=text, written_at=at)


LONG = 15
"""Digits of the longest number with its country (E.164)."""
_NORWEGIAN = 8
SHORT = 6
"""Digits of the longest short number."""


def is_short(given: str) -> bool:
    return given.isdecimal()


_WORDS = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9&._-](?:[A-Za-z0-9 &._-]{0,9}[A-Za-z0-9&._-])?")


def _lacks_its_country(number: str) -> bool:
    """Eight digits are a Norwegian number: with a + before them they would be somebody's abroad."""
    return number.startswith("00") or len(number) == _NORWEGIAN


def sender(given: str) -> str:
    """A short number (of up to six digits) stays short. Raises `NotifierError` with the forms that are allowed."""
    if given.isdecimal() and given.isascii() and len(given) <= LONG and not _lacks_its_country(given):
        return given if len(given) <= SHORT else f"+{given}"
    if not _WORDS.fullmatch(given):
        raise NotifierError(
            say(
                "“{given}” cannot stand as the sender of an SMS. It is up to eleven of the letters A to Z, digits, blank, & . - and _ "
                "(so “Stjordal”, not “Stjørdal”), or a number with its country and without +.",
                given=given[:40],
            ),
            RetryClass.OPERATOR,
        )
    return given
