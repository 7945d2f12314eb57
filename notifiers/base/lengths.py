"""How platforms count: what a reader sees as one character, or bytes. Who counts in a way of its own has it in its folder."""

from typing import NamedTuple

import regex

from policy import links

ADDRESS_LENGTH = 23
"""What platforms that shorten addresses count for one, however long it is."""


class Shortened(NamedTuple):
    """A text and how many addresses have been taken out of it."""

    rest: str
    addresses: int


def without_addresses(text: str) -> Shortened:
    """Each address with its `https://` is taken out, a blank in its place; the punctuation after it belongs to the sentence."""
    pieces, at = [], 0
    for link in links.find(text):
        if link.whole:
            pieces.append(text[at : link.start])
            at = link.end
    return Shortened(" ".join([*pieces, text[at:]]), len(pieces))


def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def is_emoji(cluster: str) -> bool:
    """Of one grapheme; a flag and a digit in a box are some too."""
    return (
        bool(regex.search(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]", cluster))
        and not cluster.isascii()
    )


def utf8_length(text: str) -> int:
    return len(text.encode())


def utf16_length(text: str) -> int:
    """Most emoji are two. For platforms that count so or a little less: in doubt too many, never too few."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
