"""Exercises cannot escape, and cannot claim to be anything else (Hawaii 2018: “this is not a drill”)."""

import re
import unicodedata
from datetime import datetime

from policy.decision import YES, Decision, no
from schemas.accounts.account import Account
from schemas.drafts.content import Content
from schemas.identity.person import Person
from schemas.sentence import say

MARK = "ØVELSE ØVELSE ØVELSE"
_DRILL = r"(?:ov(?:else|ing|ast)|drill|exercise)"
_BETWEEN = r"(?:noen|non|noe|noka|noko|lenger|lengre|lengur|bare|berre|en|ei|et|any|just|an|a)*"
_DENIAL = re.compile(rf"(?:ikke|ikkje|ingen|inga|ingi|not|no|isnt){_BETWEEN}{_DRILL}")
_PLAYED_DOWN = re.compile(rf"(?:bare|berre|kun|only|just){_BETWEEN}{_DRILL}")
_SENTENCE_ENDS = re.compile(r"[.!?:]\s|\n")


def may_reach(account: Account, *, exercise: bool) -> Decision:
    """Exercise texts reach sandbox accounts only, real texts never do."""
    if account.sandbox == exercise:
        return YES
    if exercise:
        return no(say("{account} is a public account; an exercise reaches sandbox accounts only.", account=account.id))
    return no(say("{account} is a sandbox account; a real message never goes there.", account=account.id))


def may_say(content: Content, *, exercise: bool) -> Decision:
    """An exercise text that denies being one is refused, in whatever field and spelling."""
    if exercise and _says(content, _DENIAL):
        return no(say("An exercise text cannot say that it is not an exercise. Remove that sentence."))
    return YES


def plays_down(content: Content) -> bool:
    """“Bare en øvelse”: of a real message nobody would act on it."""
    return _says(content, _PLAYED_DOWN)


def _says(content: Content, what: re.Pattern[str]) -> bool:
    texts = [*content.written, *(media.alt for media in content.media)]
    return any(what.search(_letters(part)) for text in texts for part in _SENTENCE_ENDS.split(text))


def _letters(text: str) -> str:
    """Letters alone, as they sound: `IKKE-EN  Ø v e l s e`, `oevelse` and a zero-width space in it are all the same."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("ø", "o").replace("oe", "o").replace("0", "o")
    return "".join(letter for letter in plain if letter.isalpha())


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
