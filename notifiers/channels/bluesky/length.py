"""How the AT Protocol counts."""

from notifiers.base.lengths import graphemes


def bluesky_length(text: str) -> int:
    """300 signs and 3,000 bytes (lexicon `app.bsky.feed.post`): ten bytes count as a sign where they are more."""
    return max(graphemes(text), -(-len(text.encode()) // 10))
