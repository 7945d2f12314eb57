"""How Mastodon counts."""

import re

from notifiers.base.lengths import ADDRESS_LENGTH, graphemes, without_addresses

_ELSEWHERE = re.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@[\w.-]+\w", re.IGNORECASE)
"""A name on another server."""
NAMED = "@{author} "
ADDRESS = 32
"""Signs that naming the author takes of an answer: the longest name a server lets anybody choose, its sign and a blank."""


def mastodon_length(text: str) -> int:
    """Every address is 23, and of a name on another server only what stands before its host counts (Mastodon's own validator)."""
    rest, addresses = without_addresses(text)
    return graphemes(_ELSEWHERE.sub(r"\1", rest)) + addresses * (ADDRESS_LENGTH - 1)
