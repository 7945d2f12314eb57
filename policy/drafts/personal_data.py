"""Personal data in a text: national identity numbers, phone numbers, private e-mail addresses.

Source: GDPR article 5(1)(c), and the guidelines' rule on confidentiality. A find is a question to the approver.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from stdnum.no import fodselsnummer

from policy.drafts.phone_numbers import phones, unseen_taken_out, without_the_unseen
from policy.links import MAIL
from schemas.check import Check
from schemas.sentence import Sentence, say

RULE = say("GDPR article 5")
_BETWEEN = r"[^\w]{0,4}_?"
"""Blanks, dashes, dots, brackets, line ends and what cannot be seen, as people and programs put them between digits."""
_ELEVEN = re.compile(_BETWEEN.join([r"(?<!\d)\d{2}", r"\d{2}", r"\d{2}", r"\d{3}", r"\d{2}(?!\d)"]))
_ANYHOW = re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}\d){{10}})(?!\d))")
_WITH_CENTURY = re.compile(rf"(?<!\d)(\d\d?{_BETWEEN}\d\d?{_BETWEEN}(?:19|20)\d\d{_BETWEEN}\d{{5}})(?!\d)")
_SHORT_DAY = re.compile(rf"(?<!\d)(\d\d?[./-] ?\d\d?[./-] ?(?:19|20)?\d\d{_BETWEEN}\d{{5}})(?!\d)")
_BEHIND_WORDS = re.compile(r"(?<!\d)(\d{2}[./ ]?\d{2}[./ ]?(?:19|20)?\d{2}\b[^\d\n]{1,30}\d{5})(?!\d)")
_NAMED = re.compile(r"\b(?:person|fødsels|fnr|p)\.?(?:nummer|nr)?\.?:? ?(\d{5}|\d{3} \d{2})(?!\d)", re.IGNORECASE)
"""However they are parted; a row that has begun too early hides none behind it. Its check digits say whether it is one."""

_AT = re.compile(r"(?<=\w) ?[\[({](?:a|at|alfakrøll|krøllalfa)[\])}] ?(?=\w)", re.IGNORECASE)
_DOT = re.compile(r"(?<=\w) ?[\[({](?:dot|punktum|prikk)[\])}] ?(?=\w)", re.IGNORECASE)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys((0x3002, 0xFF61), ".")


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
    for address in dict.fromkeys(MAIL.findall(_as_mail_reads(text))):
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
    plain = _as_mail_reads(text)
    return MAIL.sub("–", plain if MAIL.findall(plain) != MAIL.findall(text) else text)


def _as_mail_reads(text: str) -> str:
    """Wide letters and dots as ours, and nothing unseen: what a mail program makes of an address that is copied into it."""
    return _DOT.sub(".", _AT.sub("@", unseen_taken_out(text).translate(_WIDE)))


def _identity_numbers(text: str) -> Iterator[str]:
    """Each once, as it is written."""
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    patterns = (_ANYHOW, _WITH_CENTURY, _SHORT_DAY, _BEHIND_WORDS)
    found = [m.span(1) for pattern in patterns for m in pattern.finditer(plain) if _is_valid(m[1])]
    named = [m.span(1) for m in _NAMED.finditer(plain)]
    alone = [(start, end) for start, end in named if not any(first <= start < last for first, last in found)]
    yield from dict.fromkeys(text[start:end] for start, end in [*found, *alone])


def _is_valid(written: str) -> bool:
    """With the century of the birthday or without it."""
    parts = re.findall(r"\d+", written)
    ways = {"".join(parts), "".join(part.zfill(2) for part in parts)}
    ways |= {digits[:4] + digits[6:] for digits in ways}
    return any(fodselsnummer.is_valid(number) for number in ways if len(number) == 11)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)[-8:]


def _found(kind: str, what: str, sentence: Sentence) -> Check:
    """The id says which find it is without repeating it: ids are stored and logged."""
    return Check(id=f"{kind}-{hashlib.sha256(what.encode()).hexdigest()[:8]}", sentence=sentence, asks=True, rule=RULE)
