"""Personal data in a text: national identity numbers, phone numbers, private e-mail addresses.

Source: GDPR article 5(1)(c), and the guidelines' rule on confidentiality. A find is a question to the approver.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

from stdnum.no import fodselsnummer

from policy.drafts.phone_numbers import phones, without_the_unseen
from policy.links import MAIL
from schemas.check import Check
from schemas.sentence import Sentence, say

RULE = say("GDPR article 5")
_BETWEEN = r"[\s.\-/\u00ad\u2010-\u2015\u200b-\u200d\u2060\ufeff]{0,3}"
"""Blanks, dashes, dots, slashes, line ends and what cannot be seen, as people and programs put them between digits."""
_ELEVEN = re.compile(_BETWEEN.join([r"(?<!\d)\d{2}", r"\d{2}", r"\d{2}", r"\d{3}", r"\d{2}(?!\d)"]))
_ANYHOW = re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}\d){{10}})(?!\d))")
"""However they are parted; a row that has begun too early hides none behind it. Its check digits say whether it is one."""


def personal_data(text: str, ours: Iterable[str] = ()) -> Iterator[Check]:
    """`ours` are phone numbers and addresses that the municipality itself publishes."""
    known = {_digits(entry) if "@" not in entry else entry.lower() for entry in ours}
    for number in _identity_numbers(text):
        shown = re.sub(r"\D", "", number)[:2] + "…"
        yield _found("id", number, say("The text holds a national identity number ({shown}).", shown=shown))
    for found in phones(text):
        if _digits(found) not in known:
            yield _found(
                "phone", found, say("The text holds a phone number: {shown}. Is it meant for everybody?", shown=found)
            )
    for address in dict.fromkeys(MAIL.findall(text)):
        if address.lower() not in known:
            yield _found(
                "mail",
                address,
                say("The text holds an e-mail address: {shown}. Is it meant for everybody?", shown=address),
            )


def forget(text: str) -> str:
    """Every such thing as a dash: for texts that are to be used again without the people in them."""
    for number in [*_identity_numbers(text), *_ELEVEN.findall(text)]:
        text = text.replace(number, "–")
    text = without_the_unseen(text)
    for found in phones(text):
        text = text.replace(found, "–")
    return MAIL.sub("–", text)


def _identity_numbers(text: str) -> Iterator[str]:
    """Each once, as it is written."""
    for number in dict.fromkeys(_ANYHOW.findall(text)):
        if fodselsnummer.is_valid(re.sub(r"\D", "", number)):
            yield number


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)[-8:]


def _found(kind: str, what: str, sentence: Sentence) -> Check:
    """The id says which find it is without repeating it: ids are stored and logged."""
    return Check(id=f"{kind}-{hashlib.sha256(what.encode()).hexdigest()[:8]}", sentence=sentence, asks=True, rule=RULE)
