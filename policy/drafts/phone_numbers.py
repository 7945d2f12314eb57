"""Phone numbers in a text, as people write them; not the coordinates, weeks, times and amounts that look like some.

Source: Norwegian numbers have eight digits, written 12 34 56 78 or 123 45 678 (ekom regulations' numbering plan, E.164 for others).
Emergency numbers have three digits and are none.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import phonenumbers

from policy.links import find

_PIECE = 150
"""Characters: the library's search takes the square of what it is given."""
_DIGITS = 8
_ABROAD = ("+", "00")
_BLANK = r"[ \u00a0\u2000-\u200a\u202f.\u2010-\u2013-]"
_SPACE = r"[ \u00a0\u2000-\u200a\u202f]"
_AT_HOME = re.compile(
    rf"(?:47{_SPACE})?(?:"
    rf"\d{{8}}|\(?\d{{3}}\)?(?P<a>{_BLANK})\d{{2}}(?P=a)\d{{3}}|\(?\d{{2}}\)?(?P<b>{_BLANK})\d{{2}}(?P=b)\d{{2}}(?P=b)\d{{2}}"
    rf"|\d{{2}}{_SPACE}(?:\d{{3}}{_SPACE}\d{{3}}|\d{{2}}{_SPACE}\d{{4}})"
    rf"|(?=[49](?:{_SPACE}?\d){{7}}\Z)(?:\d{{2,6}}(?:{_SPACE}\d{{2,6}})+|\d(?:{_SPACE}\d){{7}})|[49]\d{{3}}-\d{{4}})"
)
"""The ways of writing eight digits: all, the usual ones (922 33 444, 74 83 35 00), two rarer ones, and a mobile's in any parts."""
_FOURS = re.compile(rf"\d{{4}}{_SPACE}(?:\d{{4}}|\d\d{_SPACE}\d\d)")
"""Written so by some, and years and amounts by others: only behind a word for a telephone."""
_NOTHING = r"[\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
_UNSEEN_ANYWHERE = re.compile(f"{_NOTHING}+")
_UNSEEN = re.compile(rf"(?<=\d){_NOTHING}+(?=[\s\d])|(?<=\s){_NOTHING}+(?=\d)")
_ANY_BLANKS = re.compile(r"(?<=[\d)])[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]{1,3}(?=[\d(])")
_ANY_DASH = re.compile(r"(?<=\d)[\u2010-\u2015\u2212\ufe58\ufe63\uff0d_~·•*](?=\d)")
_ONE_LINE = re.compile(
    r"(?<![\w.,/:-])(?:\+?47 ?)?[2-9]\d*(?:[ -]\d+)*[-\u2010-\u2015]?[ \t]*\n[ \t]*\d+(?:[ -]\d+)*(?!\w|[.,/:-]\d)"
)
"""A telephone's digits with the end of a line between them, where mail programs and PDF break it."""
_TRUNK = re.compile(r"(\+\d{1,3}) ?\(0\) ?")
_CALLED = re.compile(r"\b(?:tlf|tel|telefon\w*|mob\w*|nummer(?:et)?|ring)[.:]? *\Z", re.IGNORECASE)
_SLASHED = re.compile(r"(?<![\w/])(?<!\d[.,:-])([49]\d\d)( ?/ ?|[,|:=\\])(\d\d)\2(\d{3})(?![\w/]|[.,:-]\d)")
_TWO = re.compile(r"(?<=\d{8})/(?=\+?\d{8})|(?<=(?<![\d.,-])[49]\d{7})[,-](?=[2-9]\d{7}(?!\d))")
_RIGHT_BEHIND = re.compile(
    r"\b(tlf|tel|telefon(?:nummer)?|mob|mobil(?:nummer)?)(?=\d)|(?:\bwa\.me/|[?&]phone=)\+?(?=\d)", re.IGNORECASE
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:uke|ukene|veke|vekene|side|sidene|kl|klokka|klokken|linjer?|linjene|ruter?|rutene|buss|busser|bussene|rom|gårds|gards|bruks|eiendom|kr|nok|beløp|gnr|bnr|punkt|kapittel|sak|konto|referanse|week|page|kode|koden|talegruppe|kid|org|organisasjons|faktura|ordre|kunde|saks|journal|måler|medlems|serie|vare"
    r"|kontroll|arkiv|dokument|prosjekt|registrerings|passord|bestillings|post)"
    r"(?:nummer|nr|n)?|§|\d[.,/:-])[.:]?\s*\Z",
    re.IGNORECASE,
)
"""What stands before a row of digits that is something else."""
_NOT_AFTER = re.compile(
    r"\s*(?:[.,/:-]\d|kwh|mwh|kw\b|kr\b|kroner|nok\b|liter|m[23²³]?\b|km\b|tonn|personer|innbyggere|husstander|kubikk|%|:-)",
    re.IGNORECASE,
)
"""What stands behind an amount."""
_IS_A_NUMBER = re.compile(r"tel|wa\.me|whatsapp|[?&](?:mob\w*|\w*phone|tlf\w*|sms|vipps)=", re.IGNORECASE)
"""In an address of the web: what it leads to is a telephone."""
_WORDS_BEFORE = 24
"""Signs looked at before a find."""


def phones(text: str) -> Iterator[str]:
    """Each once, as it is written. Digits within an address of the web are that page's own, unless it says `tel`."""
    seen = set()
    for piece in _pieces(_without_pages(without_the_unseen(text))):
        for match in phonenumbers.PhoneNumberMatcher(piece, "NO", leniency=phonenumbers.Leniency.VALID):
            if match.raw_string not in seen and _is_one(piece, match.start, match.end):
                seen.add(match.raw_string)
                yield match.raw_string


def unseen_taken_out(text: str) -> str:
    return _UNSEEN_ANYWHERE.sub("", text)


def in_digits(text: str) -> str:
    """Digits of any script as ours, raised and ringed ones too; as long as it was."""
    return "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)


def without_the_unseen(text: str) -> str:
    """Digits of any script as ours, and between them nothing unseen, one kind of blank and one kind of dash."""
    plain = in_digits(text).replace("\uff0b", "+")
    plain = _ANY_DASH.sub("-", _ANY_BLANKS.sub(" ", _UNSEEN.sub("", plain)))
    plain = _TRUNK.sub(r"\1 ", plain)
    plain = _SLASHED.sub(r"\1 \3 \4", _ONE_LINE.sub(_on_one_line, plain))
    return _RIGHT_BEHIND.sub(lambda found: f"{found[1]} " if found[1] else " +", _TWO.sub(" / ", plain))


def _on_one_line(found: re.Match[str]) -> str:
    """Only where it is a whole number, in pieces as people write them: a mobile, or one that is said to be a telephone's."""
    pieces = re.findall(r"\d+", found[0])
    pieces = pieces[1:] if pieces[0] == "47" else pieces
    whole = sum(map(len, pieces)) == _DIGITS and all(len(piece) > 1 for piece in pieces)
    called = pieces[0][0] in "49" or _CALLED.search(found.string, max(0, found.start() - _WORDS_BEFORE), found.start())
    return re.sub(r"[-\u2010-\u2015]?[ \t]*\n[ \t]*", " ", found[0]).replace("-", " ") if whole and called else found[0]


def _is_one(text: str, start: int, end: int) -> bool:
    written = text[start:end]
    if written.lstrip("(").startswith(_ABROAD):
        return True
    around = _NOT_BEFORE.search(text[max(0, start - _WORDS_BEFORE) : start]) or _NOT_AFTER.match(text, end)
    called = _FOURS.fullmatch(written) and _CALLED.search(text[max(0, start - _WORDS_BEFORE) : start])
    return bool(called or _AT_HOME.fullmatch(written)) and not around and not _counts_on(written)


def _counts_on(written: str) -> bool:
    """47 48 49 50 are weeks."""
    pairs = [int(pair) for pair in re.findall(r"\d+", written)]
    return len(pairs) == 4 and all(after == before + 1 for before, after in pairwise(pairs))


def _without_pages(text: str) -> str:
    pieces, at = [], 0
    for link in find(text):
        if not _IS_A_NUMBER.search(link.address):
            pieces.append(text[at : link.start])
            at = link.end
    return "\n".join([*pieces, text[at:]])


def _pieces(text: str) -> Iterator[str]:
    """Cut after a letter, where no number goes on; where there is none for so long, anywhere."""
    start = 0
    while start < len(text):
        end = start + _PIECE
        letters = [place for place in range(start, min(end, len(text))) if text[place].isalpha()]
        end = letters[-1] + 1 if letters and end < len(text) else end
        yield text[start:end]
        start = end
