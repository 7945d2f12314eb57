"""What one request makes of a delivery: how long it is tried, when again, and what happens where nobody knows.

Patience is time, not tries: a channel that is away for an hour gets the message when it comes back.
"""

from datetime import datetime, timedelta

from policy.sending.retry import REPEATED
from schemas.base import Noun, UtcTime
from schemas.crises.crisis import Severity
from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from schemas.messages.delivery import SendResult
from schemas.municipality import Patience
from schemas.states import Outcome

SHORTEST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
_REPLACES = (PublishAction.EDIT, PublishAction.DELETE)


class Trial(Noun):
    """How far the tries at one recipient have come.

    `since` and `give_up_at` are those of the delivery.
    """

    since: UtcTime
    give_up_at: UtcTime
    in_doubt_since: UtcTime | None = None
    """Since when an earlier request of this try may have been taken, where one may."""
    settles_within: timedelta
    """How long the platform may take to show what it has taken."""
    repeatable: bool
    """Doing it twice does it once: the channel knows keys, or a post is changed or removed."""
    readable: bool


class NextStep(Noun):
    """`due_at` is set where it goes on by itself: outcome `again` or `in_doubt`."""

    outcome: Outcome
    due_at: UtcTime | None = None


def patience(given: Patience, severity: Severity | None) -> timedelta:
    """How long a message is tried; None for a unit's own post."""
    if severity is None:
        return given.unit_post
    return {
        Severity.MINOR: given.minor,
        Severity.MODERATE: given.moderate,
        Severity.SEVERE: given.severe,
        Severity.EXTREME: given.extreme,
    }[severity]


def is_repeatable(action: PublishAction, *, knows_keys: bool, original_unknown: bool) -> bool:
    """An answer that never came to it does no harm, since it may be done again.

    What takes down a post that nobody has found is not: to be done again it would have to be found.
    """
    if original_unknown:
        return knows_keys and action is not PublishAction.DELETE
    return knows_keys or action in _REPLACES


def judge(result: SendResult, trial: Trial, now: datetime) -> NextStep:
    """What one request, or one look for it, makes of the try."""
    if result.kind is None:
        return NextStep(outcome=Outcome.DELIVERED)
    if result.kind is RetryClass.AMBIGUOUS or trial.in_doubt_since:
        return _in_doubt(result, trial, now)
    due_at = _next_try(trial, trial.since, now, result.retry_after) if result.kind in REPEATED else None
    return NextStep(outcome=Outcome.AGAIN, due_at=due_at) if due_at else NextStep(outcome=Outcome.FAILED)


def pause(since: datetime, now: datetime) -> timedelta:
    """As long again as it has been tried: 1, 2, 4, 8 … seconds, five minutes at most."""
    return min(max(now - since, SHORTEST_PAUSE), LONGEST_PAUSE)


def _in_doubt(result: SendResult, trial: Trial, now: datetime) -> NextStep:
    """Repeated where that does no harm, looked for until the platform has settled, and only then put before a person."""
    if trial.repeatable:
        goes_on = result.kind is RetryClass.AMBIGUOUS or result.kind in REPEATED
        due_at = _next_try(trial, trial.in_doubt_since or now, now, result.retry_after) if goes_on else None
    else:
        due_at = _next_look(trial, now, result.retry_after) if trial.readable else None
    return NextStep(outcome=Outcome.IN_DOUBT, due_at=due_at) if due_at else NextStep(outcome=Outcome.UNCERTAIN)


def _next_try(trial: Trial, since: datetime, now: datetime, retry_after: float | None) -> datetime | None:
    """None where it would be later than anybody waits; the last try is at the very end. The pauses grow from `since` on."""
    if retry_after is not None:
        due_at = now + timedelta(seconds=retry_after)
        return due_at if due_at <= trial.give_up_at else None
    return _before(trial.give_up_at, now, now + pause(since, now))


def _next_look(trial: Trial, now: datetime, retry_after: float | None) -> datetime | None:
    since = trial.in_doubt_since or now
    due_at = now + max(pause(since, now), timedelta(seconds=retry_after or 0))
    return _before(since + trial.settles_within, now, due_at)


def _before(end: datetime, now: datetime, due_at: datetime) -> datetime | None:
    return None if now >= end else min(due_at, end)
