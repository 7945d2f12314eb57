"""Before an entry of the register ends by its last day: when residents are asked whether they go on, and the desk told of a list."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from policy.sending.batches import quiet_until
from schemas.municipality import Municipality

_DAY = time(9), time(20)
"""Nobody is woken by a question that has weeks."""


def is_near(town: Municipality, until: datetime | None, now: datetime) -> bool:
    return until is not None and now < until <= now + town.recipients.ask_before


def was_far(town: Municipality, until: datetime, then: datetime) -> bool:
    """Whoever chose a day so near, at `then`, knows of it."""
    return until > then + town.recipients.ask_before


def may_ask(town: Municipality, now: datetime) -> bool:
    """By day on the municipality's own clock, and outside of its quiet hours."""
    zone = ZoneInfo(town.organisation.timezone)
    local = now.astimezone(zone).time()
    return _DAY[0] <= local < _DAY[1] and quiet_until(town.many, None, now, zone) == now
