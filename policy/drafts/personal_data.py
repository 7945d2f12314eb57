"""Personal data in a text: national identity numbers, phone numbers, private e-mail addresses.

Source: GDPR article 5(1)(c), and the guidelines' rule on confidentiality. A find is a question to the approver.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

import phonenumbers
from stdnum.no import fodselsnummer

from policy.links import MAIL
from schemas.check import Check
from schemas.sentence import Sentence, say

RULE = say("GDPR article 5")
_ELEVEN = re.compile(r"(?<!\d)\d{6}[ .-]?\d{5}(?!\d)")
_PIECE = 150
"""Characters: the library's search takes the square of what it is given."""


def personal_data(text: str, ours: Iterable[str] = ()) -> Iterator[Check]:
    """`ours` are phone numbers and addresses that the municipality itself publishes."""
    known = {_digits(entry) if "@" not in entry else entry.lower() for entry in ours}
    for number in dict.fromkeys(_ELEVEN.findall(text)):
        if fodselsnummer.is_valid(number.replace(".", "")):
            yield _found(
                "id", number, say("The text holds a national identity number ({shown}).", shown=number[:2] + "…")
            )
    for found in _phones(text):
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
    for number in _ELEVEN.findall(text):
        text = text.replace(number, "–")
    for found in _phones(text):
        text = text.replace(found, "–")
    return MAIL.sub("–", text)


def _phones(text: str) -> Iterator[str]:
    """Valid numbers only, as Norwegians write them; emergency numbers have three digits and are none."""
    seen = set()
    for piece in _pieces(text):
        for match in phonenumbers.PhoneNumberMatcher(piece, "NO", leniency=phonenumbers.Leniency.VALID):
            if match.raw_string not in seen:
                seen.add(match.raw_string)
                yield match.raw_string


def _pieces(text: str) -> Iterator[str]:
    """Cut after a letter, where no number goes on; where there is none for so long, anywhere."""
    start = 0
    while start < len(text):
        end = start + _PIECE
        letters = [place for place in range(start, min(end, len(text))) if text[place].isalpha()]
        end = letters[-1] + 1 if letters and end < len(text) else end
        yield text[start:end]
        start = end


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)[-8:]


def _found(kind: str, what: str, sentence: Sentence) -> Check:
    """The id says which find it is without repeating it: ids are stored and logged."""
    return Check(id=f"{kind}-{hashlib.sha256(what.encode()).hexdigest()[:8]}", sentence=sentence, asks=True, rule=RULE)
