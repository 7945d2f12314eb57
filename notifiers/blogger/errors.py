"""Google's reasons as classes of retry: a full quota and a closed door are both 403."""

import httpx

from notifiers.http import classify
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_BUSY = {"rateLimitExceeded", "userRateLimitExceeded"}
_TOMORROW = {"dailyLimitExceeded", "quotaExceeded"}
_HOUR = 3600.0


def refused(answer: httpx.Response) -> NotifierError:
    """For 400, 401 and 403."""
    why = reason(answer)
    sentence = say("Blogger did not take the message (HTTP {status} {reason}).", status=answer.status_code, reason=why)
    if why in _BUSY:
        return NotifierError(sentence, RetryClass.RETRY_BACKOFF)
    if why in _TOMORROW:
        return NotifierError(sentence, RetryClass.RETRY_AFTER, retry_after=_HOUR)
    return NotifierError(sentence, RetryClass.OPERATOR if answer.status_code == 403 else classify(answer.status_code))


def reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"]["errors"][0]["reason"])
    except (ValueError, TypeError, KeyError, IndexError):
        return ""
