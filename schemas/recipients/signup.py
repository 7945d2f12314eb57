"""Signing up for warnings: what a resident chooses, and how an address is proven to be theirs."""

from datetime import date
from typing import NamedTuple

from pydantic import Field

from schemas.base import Noun
from schemas.language import Language
from schemas.recipients.recipient import Way
from schemas.recipients.register import Entry


class SignupForm(Noun):
    """What a resident chooses. In no zone they hear what goes to everybody, or to one of their groups."""

    street: str = Field(default="", max_length=200)
    zones: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    language: Language = Language.BOKMAAL


class SignupBegun(NamedTuple):
    """`id` is what the page of the code is found by; it opens nothing."""

    id: str
    way: Way


class SignupLetter(NamedTuple):
    """What the worker sends: a code by SMS, the last part of a link by e-mail."""

    way: Way
    address: str
    language: Language
    word: str


class RenewalLetter(NamedTuple):
    """Asks one who has signed up whether they go on after `day`, the last. `stop` as in `Outgoing`."""

    way: Way
    address: str
    language: Language
    day: date
    stop: str = ""


class SignupOpen(NamedTuple):
    """Somebody who has proven their address, for half an hour."""

    way: Way
    address: str
    language: Language
    entry: Entry | None
    """Theirs, where they have signed up before."""
