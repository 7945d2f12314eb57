"""How platforms count: what a reader sees as one character, and the two that count their own way."""

import re

import regex

_URL = re.compile(r"https?://\S*[\w/=#&+~-]")
"""The punctuation after an address belongs to the sentence and is counted."""
_BARE = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}(?![\w@.-])(?:/\S*[\w/=#&+~-])?", re.IGNORECASE)
"""`kommune.no` without `https://`: X makes a link of it where it knows the ending."""
_URL_WEIGHT = 23
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""Code points X counts as one; all others count as two."""


def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def mastodon_length(text: str) -> int:
    """Mastodon counts every address as 23."""
    return graphemes(_URL.sub("x" * _URL_WEIGHT, text))


def weighted_length(text: str) -> int:
    """X: addresses 23, an emoji 2, letters outside the light ranges 2. In doubt too many, never too few."""
    plain, addresses = _URL.subn(" ", text)
    short = [_URL_WEIGHT - len(found) for found in _BARE.findall(plain)]
    return addresses * (_URL_WEIGHT - 1) + _weighed(plain) + sum(extra for extra in short if extra > 0)


def _weighed(text: str) -> int:
    return sum(_weight(cluster) for cluster in regex.findall(r"\X", text))


def _weight(cluster: str) -> int:
    if regex.search(r"\p{Extended_Pictographic}", cluster) and not cluster.isascii():
        return 2
    return sum(1 if any(low <= ord(char) <= high for low, high in _LIGHT) else 2 for char in cluster)


def bluesky_length(text: str) -> int:
    """300 signs and 3,000 bytes (lexicon `app.bsky.feed.post`): ten bytes count as a sign where they are more."""
    return max(graphemes(text), -(-len(text.encode()) // 10))


def utf8_length(text: str) -> int:
    return len(text.encode())


def utf16_length(text: str) -> int:
    """Most emoji count as two. Telegram counts so or a little less: in doubt too many, never too few."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def threads_length(text: str) -> int:
    """Threads counts an emoji as its UTF-8 bytes, and everything else as one."""
    return sum(
        len(sign.encode()) if regex.search(r"\p{Extended_Pictographic}", sign) and not sign.isascii() else 1
        for sign in regex.findall(r"\X", text)
    )
