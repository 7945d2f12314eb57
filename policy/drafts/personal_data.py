"""Personal data in a text: national identity numbers, phone numbers, private e-mail addresses.

Source: GDPR article 5(1)(c), and the guidelines' rule on confidentiality. A find is a question to the approver.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

from stdnum.no import fodselsnummer

from policy.drafts.mail_as_written import as_mail_reads, as_pages_read
from policy.drafts.phone_numbers import in_digits, phones, without_the_unseen
from policy.links import MAIL
from schemas.check import Check
from schemas.sentence import Sentence, say

RULE = say("GDPR article 5")
_BETWEEN = r"[^\w]{0,4}_?"
"""Blanks, dashes, dots, brackets, line ends and what cannot be seen, as people and programs put them between digits."""
APART = "\n" * 5
"""Between two texts: more than stands between the figures of one number."""
_ELEVEN = re.compile(_BETWEEN.join([r"(?<!\d)\d{2}", r"\d{2}", r"\d{2}", r"\d{3}", r"\d{2}(?!\d)"]))
_ANYHOW = re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}\d){{10}})(?!\d))")
_WITH_CENTURY = re.compile(rf"(?<!\d)(\d\d?{_BETWEEN}\d\d?{_BETWEEN}(?:19|20)\d\d{_BETWEEN}\d{{5}})(?!\d)")
_SHORT_DAY = re.compile(rf"(?<!\d)(\d\d?[./-] ?\d\d?[./-] ?(?:19|20)?\d\d{_BETWEEN}\d{{5}})(?!\d)")
_BEHIND_WORDS = re.compile(r"(?<!\d)(\d{2}[./ ]?\d{2}[./ ]?(?:19|20)?\d{2}\b[^\d\n]{1,30}\d{5})(?!\d)")
_YEAR_FIRST = re.compile(rf"(?<!\d)((?:19|20)\d\d[./ -]?\d\d[./ -]?\d\d{_BETWEEN}\d{{5}})(?!\d)")
_MONTH = r"(jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)[a-zæøå]*\.?"
_IN_WORDS = re.compile(rf"(?<!\d)(\d\d?\.? ?{_MONTH} ?(?:19|20)?\d\d\b[^\d\n]{{1,30}}\d{{5}})(?!\d)", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:(?:person|fødsels|fnr|p)\.?(?:nummer|nr)?\.?|(?:person|fødsels)[ -]?(?:nummer(?:et)?|nr\.?)(?: er)?"
    r"|(?:siste fem|fem siste)(?: siffer| sifrene| tallene)?(?: er)?):? ?(\d{5}|\d{3} \d{2})(?!\d)",
    re.IGNORECASE,
)
"""However they are parted; a row that has begun too early hides none behind it. Its check digits say whether it is one."""

_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
_LOOKS_LIKE = re.compile(r"(?<=\d)[OoIl](?=\d)|(?<!\w)[Il](?=\d)")
_OF_A_PERSON = re.compile(r"(?:[0-7]\d)(?:0[1-9]|1[0-2]|4[1-9]|5[0-2]|6[6-9]|7[0-7]|8[1-9]|9[0-2])\d{7}")
"""Day and month: 40 more is a D-number's day, an H-number's month; 65 and 80 more is a month of the Tax Administration's and NAV's
made-up people, whose numbers look like anybody's."""
_HANDLE = re.compile(r"(?<![\w@.])@[\w.-]+@[\w-]+(?:\.[\w-]+)+")
"""A name on another server of the fediverse, and no mailbox."""


def personal_data(text: str, ours: Iterable[str] = ()) -> Iterator[Check]:
    """`ours` are phone numbers and addresses that the municipality itself publishes."""
    text = as_pages_read(text)
    known = {_digits(entry) if "@" not in entry else entry.lower() for entry in ours}
    for number in _identity_numbers(text):
        shown = re.sub(r"\D", "", number)[:2] + "…"
        yield _found("id", number, say("The text holds a national identity number ({shown}).", shown=shown))
    for found in phones(text):
        if _digits(found) not in known:
            yield _found(
                "phone", found, say("The text holds a phone number: {shown}. Is it meant for everybody?", shown=found)
            )
    for address in dict.fromkeys(MAIL.findall(_HANDLE.sub(" ", as_mail_reads(text)))):
        if address.lower() not in known:
            yield _found(
                "mail",
                address,
                say("The text holds an e-mail address: {shown}. Is it meant for everybody?", shown=address),
            )


def forget(text: str) -> str:
    """Every such thing as a dash: for texts that are to be used again without the people in them."""
    text = _readable(text)
    text = _without(text, [*_identity_spans(text), *(m.span() for m in _ELEVEN.finditer(text))])
    text = without_the_unseen(text)
    for found in phones(text):
        text = text.replace(found, "–")
    plain = as_mail_reads(text)
    return MAIL.sub("–", plain if MAIL.findall(plain) != MAIL.findall(text) else text)


def _readable(text: str) -> str:
    """As it is, unless something stands in a percent-encoded address."""
    read = as_pages_read(text)
    return read if read != text and len(list(personal_data(read))) > 0 else text


def _identity_numbers(text: str) -> Iterator[str]:
    """Each once, as it is written."""
    yield from dict.fromkeys(text[start:end] for start, end in _identity_spans(text))


def _identity_spans(text: str) -> list[tuple[int, int]]:
    plain = _LOOKS_LIKE.sub(lambda sign: "0" if sign[0] in "Oo" else "1", in_digits(text))
    patterns = (_ANYHOW, _WITH_CENTURY, _SHORT_DAY, _BEHIND_WORDS, _YEAR_FIRST, _IN_WORDS)
    found = [m.span(1) for pattern in patterns for m in pattern.finditer(plain) if _is_valid(m[1])]
    named = [m.span(1) for m in _NAMED.finditer(plain)]
    alone = [(start, end) for start, end in named if not any(first <= start < last for first, last in found)]
    return [*found, *alone]


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A dash for each; those that overlap are one, so that nothing is left of either."""
    at, kept = 0, ""
    for start, end in sorted(spans):
        if start >= at:
            kept += text[at:start] + "–"
        at = max(at, end)
    return kept + text[at:]


def _is_valid(written: str) -> bool:
    """With the century of the birthday or without it, the year first or last, the month in words or figures."""
    figures = re.sub(_MONTH, lambda month: f".{_MONTHS.index(month[1].casefold()) + 1}.", written, flags=re.IGNORECASE)
    parts = re.findall(r"\d+", figures)
    ways = {"".join(parts), "".join(part.zfill(2) for part in parts)}
    ways |= {digits[6:8] + digits[4:6] + digits[2:4] + digits[8:] for digits in ways if digits[:2] in ("19", "20")}
    ways |= {digits[:4] + digits[6:] for digits in ways}
    return any(_has_its_check_digits(number) for number in ways if len(number) == 11)


def _has_its_check_digits(number: str) -> bool:
    first, second = fodselsnummer.calc_check_digit1(number), fodselsnummer.calc_check_digit2(number)
    return bool(_OF_A_PERSON.fullmatch(number)) and number[9:] == f"{first}{second}"


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)[-8:]


def _found(kind: str, what: str, sentence: Sentence) -> Check:
    """The id says which find it is without repeating it: ids are stored and logged."""
    return Check(id=f"{kind}-{hashlib.sha256(what.encode()).hexdigest()[:8]}", sentence=sentence, asks=True, rule=RULE)
