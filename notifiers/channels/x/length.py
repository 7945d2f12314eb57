"""How X counts: the weights it publishes, and in doubt too many, never too few."""

import re

import regex

from notifiers.base.lengths import ADDRESS_LENGTH, is_emoji, without_addresses

_BARE = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}(?![\w@.-])(?:/\S*[\w/=#&+~-])?", re.IGNORECASE)
"""`kommune.no` without `https://`: X makes a link of it where it knows the ending."""
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""Code points X counts as one; all others count as two."""


def weighted_length(text: str) -> int:
    """Addresses 23, an emoji 2, letters outside the light ranges 2."""
    plain, addresses = without_addresses(text)
    short = [ADDRESS_LENGTH - len(found) for found in _BARE.findall(plain)]
    return addresses * (ADDRESS_LENGTH - 1) + _weighed(plain) + sum(extra for extra in short if extra > 0)


def _weighed(text: str) -> int:
    return sum(_weight(cluster) for cluster in regex.findall(r"\X", text))


def _weight(cluster: str) -> int:
    if is_emoji(cluster):
        return 2
    return sum(1 if any(low <= ord(char) <= high for low, high in _LIGHT) else 2 for char in cluster)
