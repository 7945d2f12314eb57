"""Many recipients at once: which road, in which order, how fast, and what is done where nobody knows."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from schemas.base import Noun, UtcTime
from schemas.crises.crisis import Severity
from schemas.drafts.content import FOLLOW_UPS, MessageKind
from schemas.municipality import ManyRecipients
from schemas.states import DeliveryStatus

_BY_SEVERITY = {Severity.EXTREME: 1, Severity.SEVERE: 2, Severity.MODERATE: 3, Severity.MINOR: 4}
_LAST = 5
_SLOWEST, _BACK_IN = 0.1, timedelta(seconds=30)
"""Share of the rate that is left at least, and how long it takes from there back to the whole."""
_HALF = 0.5
_SHORTEST = timedelta(seconds=1)
_ALL_BUT = 0.985
"""Of a rate is taken: no machine is on the dot, and nobody is to see more of it than was agreed."""
_A_MOMENT = 0.5
"""Seconds that one batch may take of a stated rate."""


def turn(kind: MessageKind, severity: Severity | None) -> int:
    """Smaller goes first on the same account: what follows another message up overtakes all, then by severity."""
    if kind in FOLLOW_UPS:
        return 0
    return _BY_SEVERITY[severity] if severity else _LAST


def sends_again(rules: ManyRecipients, severity: Severity | None) -> bool:
    """What nobody knows of: sent again, or put before a person."""
    return severity in rules.send_again


def quiet_until(rules: ManyRecipients, severity: Severity | None, moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` itself, or the end of the quiet hours that it keeps; in UTC."""
    kept = severity is None or severity in rules.quiet_for
    if not rules.quiet_hours or not kept:
        return moment
    begin, end = (time.fromisoformat(each) for each in rules.quiet_hours.split("-"))
    local = moment.astimezone(zone)
    now = local.timetz().replace(tzinfo=None)
    inside = begin <= now < end if begin <= end else now >= begin or now < end
    if not inside:
        return moment
    day = local.date() if now < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, zone).astimezone(moment.tzinfo)


def sum_up(rules: ManyRecipients, *, addressed: int, lost: int, uncertain: int) -> DeliveryStatus:
    """What a delivery has come to of which nothing waits any more. A few that failed do not make it failed: they are listed."""
    if uncertain:
        return DeliveryStatus.UNCERTAIN
    return DeliveryStatus.FAILED if lost > addressed * rules.failed_share else DeliveryStatus.DELIVERED


def batch_size(most: int, rate: float | None, parts: int) -> int:
    """No batch takes more than half a second of a stated rate."""
    return most if rate is None else min(most, max(1, int(rate * _A_MOMENT / parts)))


class Pace(Noun):
    """How an account keeps its provider's rate: whoever sends books the time that it takes, one behind the other."""

    free_at: UtcTime
    """Until then all is booked."""
    share: float = 1.0
    """Of the rate, since the provider last said that it was too much."""
    slowed_at: UtcTime


def share_now(pace: Pace, now: datetime) -> float:
    recovered = max(now - pace.slowed_at, timedelta()) / _BACK_IN
    return min(1.0, pace.share + recovered)


def booked(pace: Pace, rate: float | None, messages: int, now: datetime) -> tuple[datetime, Pace]:
    """When they may begin to leave, and the pace after them: by `free_at` all of them may have. Unused time is not made up for."""
    begins = max(pace.free_at, now)
    if rate is None:
        return begins, pace
    takes = timedelta(seconds=messages / (rate * _ALL_BUT * share_now(pace, now)))
    return begins, pace.model_copy(update={"free_at": begins + takes})


def slowed(pace: Pace, now: datetime, retry_after: float | None) -> Pace:
    """The provider has had too much: nothing for as long as it says, then half as fast, and faster again by and by."""
    waits = max(timedelta(seconds=retry_after or 0), _SHORTEST)
    share = max(_SLOWEST, share_now(pace, now) * _HALF)
    return Pace(free_at=max(pace.free_at, now + waits), share=share, slowed_at=now + waits)
