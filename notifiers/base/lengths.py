"""How platforms count: what a reader sees as one character, or bytes. Who counts in a way of its own has it in its folder."""

import re

import regex

ADDRESS = re.compile(r"https?://\S*[\w/=#&+~-]")
"""The punctuation after an address belongs to the sentence and is counted."""
ADDRESS_LENGTH = 23
"""What platforms that shorten addresses count for one, however long it is."""


def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def is_emoji(cluster: str) -> bool:
    """Of one grapheme."""
    return bool(regex.search(r"\p{Extended_Pictographic}", cluster)) and not cluster.isascii()


def utf8_length(text: str) -> int:
    return len(text.encode())


def utf16_length(text: str) -> int:
    """Most emoji are two. For platforms that count so or a little less: in doubt too many, never too few."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
