"""How many tries are let through and how long one then waits, and how long a session lasts.

A stranger is slowed and the person is not: a browser one has logged in with before (a known device) has a count of its own,
and so has every network, every approval link and every session. Counted by ourselves: the counts stand in the database, where
every desk process and a desk started anew finds them; the `limits` library keeps counts in memory, Redis, Memcached or MongoDB.

Source: NIST SP 800-63B section 5.2.2: growing pauses rather than a closed account.
"""

from datetime import datetime, timedelta

from schemas.identity.login import LoginMethod

REMEMBERED = timedelta(hours=1)
"""A try older than this counts no more."""
FREE, FREE_PER_NETWORK = 5, 30
"""Tries without a pause: of one name from one place, and of all names from one network (a whole town hall may share one)."""
FREE_UNDER_ATTACK, ATTACK = 2, 100
"""So many tries of one name from everywhere leave only so many free ones to a place not seen before."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)
_DOUBLINGS = 6
IDLE = timedelta(hours=12)
"""A crisis is long, a shift is not."""
_LASTS = {LoginMethod.LINK: timedelta(minutes=30), LoginMethod.BREAK_GLASS: timedelta(hours=4)}
LINK_LASTS = timedelta(minutes=30)
INVITATION_LASTS = timedelta(hours=24)
JUST_NOW = timedelta(minutes=15)
"""Since a login, for whoever has no password that could be asked for again."""


def pause(tries: int, free: int) -> timedelta:
    """How long after the last of so many tries the next one waits."""
    if tries < free:
        return timedelta()
    doubled: int = 2 ** min(tries - free, _DOUBLINGS)
    return min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)


def free_tries(of_name_from_everywhere: int) -> int:
    return FREE_UNDER_ATTACK if of_name_from_everywhere >= ATTACK else FREE


def ends(method: LoginMethod, now: datetime) -> datetime:
    """When a session ends unless it is used."""
    return now + _LASTS.get(method, IDLE)


def slides(method: LoginMethod) -> bool:
    """Whether using a session makes it last longer: never for one that a link in a letter opened."""
    return method is not LoginMethod.LINK
