"""How long a delivery is tried, and what becomes of one that nobody knows about."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from policy.sending.patience import LONGEST_PAUSE, Trial, is_repeatable, judge, patience
from schemas.crises.crisis import Severity
from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from schemas.municipality import Patience
from schemas.states import Outcome

BEGAN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOURS = timedelta(hours=6)
SETTLED = timedelta(minutes=2)
REPEATED = [RetryClass.RETRY_NOW, RetryClass.RETRY_AFTER, RetryClass.RETRY_BACKOFF]
FOR_PEOPLE = [RetryClass.REAUTH, RetryClass.OPERATOR, RetryClass.PERMANENT]


def trial(**more: Any) -> Trial:
    usual = {"since": BEGAN, "give_up_at": BEGAN + HOURS, "settles_within": SETTLED}
    return Trial(**usual | {"repeatable": False, "readable": True} | more)


def walk(result: SendResult, kind: Trial) -> tuple[list[timedelta], Outcome]:
    """Always the same answer, from the beginning to the end: when it was tried or looked for, and what became of it."""
    now, moments = BEGAN, list[timedelta]()
    while True:
        moments.append(now - BEGAN)
        then = judge(result, kind, now)
        if then.due_at is None:
            return moments, then.outcome
        assert then.due_at > now
        if then.outcome is Outcome.IN_DOUBT and kind.in_doubt_since is None:
            kind = kind.model_copy(update={"in_doubt_since": now})
        now = then.due_at


@pytest.mark.parametrize("kind", REPEATED)
def test_a_channel_that_does_not_take_it_is_tried_for_hours(kind: RetryClass) -> None:
    moments, outcome = walk(SendResult(kind=kind), trial())
    assert outcome is Outcome.FAILED
    assert moments[-1] == HOURS, "the last try is at the very end"
    pauses = [after - before for before, after in pairwise(moments)]
    assert pauses[:4] == [timedelta(seconds=s) for s in (1, 1, 2, 4)]
    assert max(pauses) == LONGEST_PAUSE and pauses[:-1] == sorted(pauses[:-1]), "the pauses grow"


def test_a_channel_that_names_a_time_gets_it() -> None:
    moments, outcome = walk(SendResult(kind=RetryClass.RETRY_AFTER, retry_after=3), trial())
    assert outcome is Outcome.FAILED and len(moments) == HOURS.total_seconds() / 3 + 1
    then = judge(SendResult(kind=RetryClass.RETRY_AFTER, retry_after=7 * 3600), trial(), BEGAN)
    assert then.outcome is Outcome.FAILED, "later than anybody waits"


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_what_only_a_person_can_mend_is_not_tried_again(kind: RetryClass) -> None:
    assert walk(SendResult(kind=kind), trial()) == ([timedelta()], Outcome.FAILED)


def test_what_may_have_been_taken_is_looked_for_until_the_platform_has_settled() -> None:
    moments, outcome = walk(SendResult(kind=RetryClass.AMBIGUOUS), trial())
    assert outcome is Outcome.UNCERTAIN
    assert moments == [timedelta(seconds=s) for s in (0, 1, 2, 4, 8, 16, 32, 64, 120)]


def test_a_named_pause_holds_for_looking_too() -> None:
    moments, _ = walk(SendResult(kind=RetryClass.AMBIGUOUS, retry_after=50), trial())
    assert moments == [timedelta(seconds=s) for s in (0, 50, 100, 120)]


def test_where_nothing_can_be_read_a_person_is_asked_at_once() -> None:
    assert walk(SendResult(kind=RetryClass.AMBIGUOUS), trial(readable=False)) == ([timedelta()], Outcome.UNCERTAIN)


def test_what_may_be_repeated_is_repeated_and_never_said_to_have_failed() -> None:
    """A key that was never answered may stand there, however often it was tried."""
    moments, outcome = walk(SendResult(kind=RetryClass.AMBIGUOUS), trial(repeatable=True, readable=False))
    assert moments[-1] == HOURS and outcome is Outcome.UNCERTAIN


@pytest.mark.parametrize("kind", [*REPEATED, *FOR_PEOPLE])
@pytest.mark.parametrize("repeatable", [True, False])
def test_a_refusal_after_a_doubt_does_not_end_the_doubt(kind: RetryClass, *, repeatable: bool) -> None:
    doubted = trial(repeatable=repeatable, in_doubt_since=BEGAN)
    found = judge(SendResult(kind=kind), doubted, BEGAN + timedelta(seconds=10))
    assert found.outcome in (Outcome.IN_DOUBT, Outcome.UNCERTAIN)
    assert judge(SendResult(receipt=Receipt()), doubted, BEGAN).outcome is Outcome.DELIVERED


@pytest.mark.parametrize(
    ("action", "unknown", "with_key", "without"),
    [
        (PublishAction.PUBLISH, False, True, False),
        (PublishAction.FOLLOW_UP, False, True, False),
        (PublishAction.EDIT, False, True, True),
        (PublishAction.DELETE, False, True, True),
        (PublishAction.EDIT, True, True, False),
        (PublishAction.DELETE, True, False, False),
    ],
)
def test_what_may_be_repeated(action: PublishAction, *, unknown: bool, with_key: bool, without: bool) -> None:
    """`unknown`: nobody knows whether the post that it changes or removes stands there."""
    found = [is_repeatable(action, knows_keys=known, original_unknown=unknown) for known in (True, False)]
    assert found == [with_key, without]


def test_the_graver_the_longer() -> None:
    hours = [patience(Patience(), severity) for severity in (None, *Severity)]
    assert hours == sorted(set(hours)) and hours[-1] == timedelta(days=1)
    assert patience(Patience(severe=timedelta(minutes=1)), Severity.SEVERE) == timedelta(minutes=1)
