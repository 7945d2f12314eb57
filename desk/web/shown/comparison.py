"""Two texts compared, by sentences or by words, in well under a second whatever they are."""

import difflib
import re
from collections import Counter
from functools import lru_cache

from markupsafe import Markup, escape

_MOST_PIECES, _MOST_PAIRS = 20_000, 150_000
"""A comparison within these takes well under a second."""


@lru_cache(maxsize=64)
def differences(before: str, after: str) -> Markup:
    """Sentence by sentence: what went is struck out, what came is marked. Read aloud as deletion and insertion.

    Texts that would take long to compare so are compared line by line, or shown one after the other.
    """
    for pieces in (_sentences, _lines):
        old, new = pieces(before), pieces(after)
        if _soon_compared(old, new):
            return _marked(old, new)
    return _gone(before) + _come(after)


def _soon_compared(old: list[str], new: list[str]) -> bool:
    """The library compares every place of a word with every place of the same word; a text of one word has very many."""
    theirs = Counter(new)
    return len(old) + len(new) < _MOST_PIECES and sum(theirs[piece] for piece in old) < _MOST_PAIRS


@lru_cache(maxsize=64)
def beside_each_other(before: str, after: str) -> tuple[Markup, Markup]:
    """Word by word, for two columns: what went on the left, what came on the right."""
    for pieces in (_words, _lines):
        old, new = pieces(before), pieces(after)
        if _soon_compared(old, new):
            return _columns(old, new)
    return _gone(before), _come(after)


def _columns(old: list[str], new: list[str]) -> tuple[Markup, Markup]:
    left, right = [], []
    for kind, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        was, now = "".join(old[a:b]), "".join(new[c:d])
        left.append(escape(was) if kind == "equal" or not was else _gone(was))
        right.append(escape(now) if kind == "equal" or not now else _come(now))
    return Markup("").join(left), Markup("").join(right)


def _marked(old: list[str], new: list[str]) -> Markup:
    parts = []
    for kind, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(escape("".join(old[a:b])))
            continue
        if b > a:
            parts.append(_gone("".join(old[a:b])))
        if d > c:
            parts.append(_come("".join(new[c:d])))
    return Markup("").join(parts)


def _gone(text: str) -> Markup:
    return Markup("<del>{}</del>").format(text)


def _come(text: str) -> Markup:
    return Markup("<ins>{}</ins>").format(text)


def _sentences(text: str) -> list[str]:
    """And what parts them. A full stop before a small letter or a figure (“kl. 14”) ends none."""
    found = re.findall(r".+?(?:[.!?:][\"»”)]*\s+(?=[«“\"(–\-A-ZÆØÅ])|\n+|\Z)", text, re.DOTALL)
    parted = ((each.rstrip(), each[len(each.rstrip()) :]) for each in found)
    return [piece for pair in parted for piece in pair if piece]


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
