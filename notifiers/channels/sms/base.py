"""What every way of sending SMS shares. A text is accepted first; only a delivery report says that it arrived."""

import re
from typing import Any, ClassVar

from notifiers.base.abilities import Ability
from notifiers.base.hosted import HostedPlugin, Word
from notifiers.base.plugin import Plugin
from schemas.delivery import Outgoing
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import Sentence, say

SENT_IS_SENT = say("An SMS that has been sent cannot be changed or called back. A new one follows it.")
NO_LOCK = say("The sender belongs to the SMS provider; it is locked here only.")


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
    }
    sender: str

    def to(self, out: Outgoing) -> str:
        """`+4791234567`. From plain Apprise: the address' own `to=`."""
        number = out.recipient or self.usual_recipient
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


SHORT = 6
"""Digits of the longest short number."""


def is_short(given: str) -> bool:
    return given.isdecimal()


_WORDS = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9&._-](?:[A-Za-z0-9 &._-]{0,9}[A-Za-z0-9&._-])?")


def sender(given: str) -> str:
    """A short number (of up to six digits) stays short. Raises `NotifierError` with the forms that are allowed."""
    if given.isdecimal() and given.isascii():
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
