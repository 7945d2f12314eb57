"""Phone numbers in a text, as people write them; not the coordinates, weeks, times and amounts that look like some.

Source: Norwegian numbers have eight digits, written 12 34 56 78 or 123 45 678 (ekom regulations' numbering plan, E.164 for others).
Emergency numbers have three digits and are none.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import phonenumbers

from policy.links import find

_PIECE = 150
"""Characters: the library's search takes the square of what it is given."""
_ABROAD = ("+", "00")
_BLANK = r"[ \u00a0\u2000-\u200a\u202f.\u2010-\u2013-]"
_SPACE = r"[ \u00a0\u2000-\u200a\u202f]"
_AT_HOME = re.compile(
    rf"(?:47{_SPACE})?(?:"
    rf"\d{{8}}|\d{{3}}(?P<a>{_BLANK})\d{{2}}(?P=a)\d{{3}}|\(?\d{{2}}\)?(?P<b>{_BLANK})\d{{2}}(?P=b)\d{{2}}(?P=b)\d{{2}}"
    rf"|\d{{2}}{_SPACE}(?:\d{{3}}{_SPACE}\d{{3}}|\d{{2}}{_SPACE}\d{{4}})"
    rf"|(?=[49](?:{_SPACE}?\d){{7}}\Z)(?:\d{{2,6}}(?:{_SPACE}\d{{2,6}})+|\d(?:{_SPACE}\d){{7}})|[49]\d{{3}}-\d{{4}})"
)
"""The ways of writing eight digits: all, the usual ones (922 33 444, 74 83 35 00), two rarer ones, and a mobile's in any parts."""
_UNSEEN = re.compile(
    r"(?<=\d)[\u00ad\u200b-\u200d\u2060\ufeff]+(?=[\s\d])|(?<=\s)[\u00ad\u200b-\u200d\u2060\ufeff]+(?=\d)"
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:uke|ukene|veke|vekene|side|sidene|kl|klokka|klokken|linje|rute|buss|gnr|bnr|punkt|kapittel|sak|konto|referanse|week|page)"
    r"(?:nummer|nr|n)?|§|\d[.,/:-])[.:]?\s*\Z",
    re.IGNORECASE,
)
"""What stands before a row of digits that is something else."""
_NOT_AFTER = re.compile(
    r"\s*(?:[.,/:-]\d|kwh|mwh|kw\b|kr\b|kroner|nok\b|liter|m[23²³]?\b|km\b|tonn|personer|innbyggere|husstander|kubikk|%|:-)",
    re.IGNORECASE,
)
"""What stands behind an amount."""
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


def without_the_unseen(text: str) -> str:
    """Without what cannot be seen between digits."""
    return _UNSEEN.sub("", text)


def _is_one(text: str, start: int, end: int) -> bool:
    written = text[start:end]
    if written.lstrip("(").startswith(_ABROAD):
        return True
    around = _NOT_BEFORE.search(text[max(0, start - _WORDS_BEFORE) : start]) or _NOT_AFTER.match(text, end)
    return bool(_AT_HOME.fullmatch(written)) and not around and not _counts_on(written)


def _counts_on(written: str) -> bool:
    """47 48 49 50 are weeks."""
    pairs = [int(pair) for pair in re.findall(r"\d+", written)]
    return len(pairs) == 4 and all(after == before + 1 for before, after in pairwise(pairs))


def _without_pages(text: str) -> str:
    pieces, at = [], 0
    for link in find(text):
        if "tel" not in link.address.lower():
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
