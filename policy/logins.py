"""How many wrong tries are let through, and how long a session lasts.

Counted by ourselves: only wrong tries count, and the counts stand in the database, where every desk process and a desk
started anew finds them; the `limits` library keeps counts in memory, Redis, Memcached or MongoDB.
"""

from datetime import datetime, timedelta

from schemas.login import LoginMethod

WINDOW = timedelta(minutes=15)
PER_NAME, PER_ADDRESS = 5, 30
"""Wrong tries within `WINDOW`; a whole town hall may share one address."""
IDLE = timedelta(hours=12)
"""A crisis is long, a shift is not."""
_LASTS = {LoginMethod.LINK: timedelta(minutes=30), LoginMethod.BREAK_GLASS: timedelta(hours=4)}
LINK_LASTS = timedelta(minutes=30)
INVITATION_LASTS = timedelta(hours=24)


def too_many(by_name: int, by_address: int) -> bool:
    return by_name >= PER_NAME or by_address >= PER_ADDRESS


def ends(method: LoginMethod, now: datetime) -> datetime:
    """When a session ends unless it is used."""
    return now + _LASTS.get(method, IDLE)
