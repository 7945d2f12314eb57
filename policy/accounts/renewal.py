"""When a channel's token is exchanged for a longer one, and when somebody is told that it will end."""

from datetime import datetime, timedelta

BEFORE = timedelta(days=14)
"""Before a token ends: a try a day, and time for a person where they all fail."""


def is_due(expires: datetime | None, now: datetime) -> bool:
    """None: it has no end, or a new one is made whenever it is needed."""
    return expires is not None and expires - now <= BEFORE
