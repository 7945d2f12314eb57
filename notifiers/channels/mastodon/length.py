"""How Mastodon counts."""

from notifiers.base.lengths import ADDRESS_LENGTH, graphemes, without_addresses


def mastodon_length(text: str) -> int:
    """Every address is 23."""
    rest, addresses = without_addresses(text)
    return graphemes(rest) + addresses * (ADDRESS_LENGTH - 1)
