"""The menu: at most five entries for a role, the rest under the last one."""

from typing import NamedTuple

from policy.access import Action, may
from policy.roles import foremost
from schemas.identity.person import Person
from schemas.municipality import Municipality
from schemas.sentence import Sentence, say

WAITING = "/drafts"
"""Carries the number of drafts that wait."""
_WORDS: dict[str, Sentence] = {
    "/": say("Now"),
    "/write": say("Write"),
    WAITING: say("For approval"),
    "/messages": say("Published"),
    "/remarks": say("Remarks"),
    "/questions": say("Questions"),
    "/unit": say("Unit"),
    "/accounts": say("Accounts"),
    "/log": say("Log"),
    "/exercises": say("Exercises"),
    "/reports": say("Reports"),
    "/people": say("People"),
    "/register": say("Recipients"),
    "/channels": say("Channels"),
    "/preview": say("Public page"),
    "/me": say("My page"),
}
_FIRST: dict[str, tuple[str, ...]] = {
    "editor": ("/", "/write", WAITING, "/messages"),
    "chief_executive": ("/", WAITING, "/messages", "/log"),
    "log_keeper": ("/", "/log", "/messages", "/write"),
    "unit_leader": ("/", "/unit", "/accounts", "/write"),
    "employee": ("/", "/write", WAITING, "/messages"),
}
"""By the role that counts for a person (`policy.roles.foremost`)."""


class Menu(NamedTuple):
    """Addresses with their words."""

    first: tuple[tuple[str, Sentence], ...]
    more: tuple[tuple[str, Sentence], ...]


def of(municipality: Municipality, person: Person) -> Menu:
    first = _FIRST[foremost(municipality, person).value]
    hidden = () if may(municipality, person, Action.RECIPIENTS).allowed else ("/register",)
    rest = tuple(path for path in _WORDS if path not in (*first, *hidden))
    return Menu(*(tuple((path, _WORDS[path]) for path in paths) for paths in (first, rest)))
