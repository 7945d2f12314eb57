"""How Mastodon counts."""

from notifiers.base.lengths import ADDRESS, ADDRESS_LENGTH, graphemes


def mastodon_length(text: str) -> int:
    """Every address is 23."""
    return graphemes(ADDRESS.sub("x" * ADDRESS_LENGTH, text))
