"""Which remarks look alike: normalised words first, then trigrams of what is left. It proposes; a person decides.

Bokmål and nynorsk ask the same in other words (hva/kva, ikke/ikkje, vannet/vatnet), so both are brought to one form, and the
endings of nouns and verbs are taken off (after the endings in the Snowball stemmer for Norwegian). Nothing is understood: an
irony, or a no before the same words, is people's business. A text that says no is therefore never alike to one that does not.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

ALIKE = 0.5
"""From which two texts are proposed together; tried on the sentences in `tests/policy/test_likeness.py`."""
_LOOKED_AT = 16
"""Beginnings of groups that a text is compared with at the most, and those that a word may name: the time stays in proportion."""
_NAMED = 32
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,:]\d+)*")
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+\.\S+|(?<!\w)@[\w.@-]+")
_SAME = {
    "kva": "hva", "kvar": "hvor", "kor": "hvor", "korleis": "hvordan", "koss": "hvordan", "kvifor": "hvorfor",
    "kven": "hvem", "ikkje": "ikke", "ikkj": "ikke", "ittj": "ikke", "itte": "ikke", "eg": "jeg", "æ": "jeg",
    "me": "vi", "dykk": "dere", "dokker": "dere", "vatn": "vann", "vatnet": "vannet", "kjem": "kommer", "kjem'": "kommer",
    "frå": "fra", "no": "nå", "nokon": "noen", "noko": "noe", "meir": "mer", "sjølv": "selv", "bornet": "barnet",
    "born": "barn", "borna": "barn", "barna": "barn", "skule": "skole", "skulen": "skolen", "straum": "strøm",
    "straumen": "strømmen", "veg": "vei", "vegen": "veien", "heim": "hjem", "trygt": "trygg", "farleg": "farlig",
    "verkeleg": "virkelig", "attende": "tilbake", "opne": "åpne", "open": "åpen", "ope": "åpent", "stengd": "stengt",
    "gjeld": "gjelder", "drikke": "drikk", "drikkes": "drikk",
}  # fmt: skip
_NO = frozenset({"ikke", "aldri", "ingen", "uten", "utan"})
_SMALL_WORDS = """
jeg du han hun den det de vi dere seg meg deg oss er var blir blei ble vart har hadde kan kunne skal skulle vil ville må måtte
og eller men at som om i på til for av fra med en ei et ein eit så da også bare berre jo vel nå her der dette denne disse
hei hallo noen noe når hva hvor hvordan hvorfor hvem egentlig vite vet veit kjære kommune kommunen takk svar vær snill
"""
_EMPTY = frozenset(_SMALL_WORDS.split())
"""Words that nearly every question has. What asks (når, hvor) stays among the words that decide between few."""
_ASKS = frozenset({"når", "hva", "hvor", "hvordan", "hvorfor", "hvem"})
_ENDINGS = (
    "heten",
    "heter",
    "hetene",
    "ene",
    "ane",
    "ende",
    "ande",
    "ers",
    "ets",
    "enes",
    "et",
    "en",
    "er",
    "ar",
    "a",
    "e",
    "s",
    "t",
)
_LEAST = 3
"""Letters that an ending leaves."""


class Said(NamedTuple):
    """What is compared of a text."""

    words: frozenset[str]
    trigrams: frozenset[str]
    asks: frozenset[str]
    denies: bool


class Group(NamedTuple):
    """`first` and `others` are positions in what was given; `likeness` that of the least alike to the first."""

    first: int
    others: tuple[int, ...]
    likeness: float


@lru_cache(maxsize=20_000)
def said(text: str) -> Said:
    every = [_SAME.get(word, word) for word in _WORD.findall(_plain(text))]
    kept = [word for word in every if word not in _EMPTY] or every
    stems = [_stem(word) for word in kept if word not in _NO]
    joined = " ".join(["", *sorted(set(stems)), ""])
    return Said(
        words=frozenset(stems),
        trigrams=frozenset(joined[at : at + 3] for at in range(max(0, len(joined) - 2))),
        asks=frozenset(word for word in every if word in _ASKS),
        denies=any(word in _NO for word in every),
    )


def likeness(one: str, other: str) -> float:
    """Between 0 (nothing in common) and 1; the same in both directions."""
    return _likeness(said(one), said(other))


def groups(texts: Sequence[str], least: float = ALIKE) -> list[Group]:
    """Each text in one group at the most, the greatest first. Only groups of two or more. In proportion to the number of texts."""
    found: dict[int, list[tuple[int, float]]] = {}
    begun = _Begun()
    for number, text in enumerate(texts):
        it = said(text)
        first, how = begun.most_alike(it, least)
        if first is not None and how >= least and how > 0:
            found[first].append((number, how))
        else:
            begun.add(number, it)
            found[number] = []
    made = [
        Group(first, tuple(number for number, _ in others), min(how for _, how in others))
        for first, others in found.items()
        if others
    ]
    return sorted(made, key=lambda group: (-len(group.others), group.first))


class KnownTexts:
    """Texts that are there already, by key. Asked for thousands of others, it looks at a few of them for each."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._keys = tuple(known)
        self._begun = _Begun(named=len(known))
        for number, text in enumerate(known.values()):
            self._begun.add(number, said(text))

    def most_alike(self, text: str, least: float = ALIKE) -> tuple[str, float] | None:
        """The key of the one that it is most alike to, and how much; None where it is alike to none."""
        number, how = self._begun.most_alike(said(text), least)
        return None if number is None or how < least else (self._keys[number], how)


class _Begun:
    """The first text of every group, found by its words; a word names `named` of them at the most."""

    def __init__(self, named: int = _NAMED) -> None:
        self._named = named
        self._said: dict[int, Said] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)

    def add(self, number: int, it: Said) -> None:
        self._said[number] = it
        for word in it.words:
            named = self._by_word[word]
            if len(named) < self._named:
                named.append(number)

    def most_alike(self, it: Said, least: float) -> tuple[int | None, float]:
        ranked = ((_likeness(it, self._said[number], least), -number) for number in self._candidates(it.words))
        how, number = max(ranked, default=(0.0, None))
        return (None if number is None else -number), how

    def _candidates(self, words: Iterable[str]) -> list[int]:
        shared: dict[int, int] = defaultdict(int)
        for word in words:
            for number in self._by_word.get(word, ()):
                shared[number] += 1
        return sorted(shared, key=lambda number: (-shared[number], number))[:_LOOKED_AT]


def _likeness(one: Said, other: Said, worth: float = 0.0) -> float:
    """0 as soon as it cannot come to what it is worth."""
    if one.denies != other.denies or (one.asks and other.asks and not one.asks & other.asks):
        return 0.0
    in_words = _share(one.words, other.words)
    if 2 * in_words + 1 < 3 * worth:
        return 0.0
    return (2 * in_words + _share(one.trigrams, other.trigrams)) / 3


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient; two empty sets are alike in nothing."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _plain(text: str) -> str:
    """Small letters without addresses and accents; æ, ø and å stay."""
    folded = unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text)).casefold()
    return "".join(_letter(sign) for sign in folded)


def _letter(sign: str) -> str:
    return sign if sign in "æøå" else unicodedata.normalize("NFD", sign)[:1]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: -len(ending)]
    return word
