"""Exercises cannot escape, and cannot claim to be anything else (Hawaii 2018: “this is not a drill”)."""

import re
from datetime import datetime

from policy.decision import YES, Decision, no
from schemas.account import Account
from schemas.content import Content
from schemas.person import Person
from schemas.sentence import say

MARK = "ØVELSE ØVELSE ØVELSE"
_DENIAL = re.compile(
    r"ikke\W+(?:(?:noen?|en|ei)\W+)?øv(?:ing|else|ast)|ingen\W+øv(?:ing|else)|ikkje\W+(?:(?:ei|noka)\W+)?øving"
    r"|not\W+an?\W+(?:drill|exercise)",
    re.IGNORECASE,
)


def may_reach(account: Account, *, exercise: bool) -> Decision:
    """Exercise texts reach sandbox accounts only, real texts never do."""
    if account.sandbox == exercise:
        return YES
    if exercise:
        return no(say("{account} is a public account; an exercise reaches sandbox accounts only.", account=account.id))
    return no(say("{account} is a sandbox account; a real message never goes there.", account=account.id))


def may_say(content: Content, *, exercise: bool) -> Decision:
    """An exercise text that denies being one is refused."""
    text = " ".join(filter(None, (content.title, content.body, content.short)))
    if exercise and _DENIAL.search(text):
        return no(say("An exercise text cannot say that it is not an exercise. Remove that sentence."))
    return YES


def answers(person: Person, silent_until: datetime | None) -> Decision:
    """Whom the scenario has made silent cannot decide: the next in line must."""
    if silent_until is None:
        return YES
    return no(
        say(
            "In this exercise {name} does not answer until {time}. Let the next in line decide.",
            name=person.name,
            time=silent_until,
        )
    )
