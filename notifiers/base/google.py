"""Google's tokens, and its reasons as classes of retry."""

from notifiers.base import web
from notifiers.base.hosted import HostedPlugin, Word
from notifiers.base.http import classify
from notifiers.base.refreshed_token import OAuth2RefreshAuth
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

WORDS = (
    Word("client_id", "Client id"),
    Word("client_secret", "Client secret", private=True),
    Word("refresh", "Refresh token", private=True),
)
TOKENS = "https://oauth2.googleapis.com"
_READ = (400, 401, 403)
_BUSY = {"rateLimitExceeded", "userRateLimitExceeded"}
_TOMORROW = {"dailyLimitExceeded", "quotaExceeded", "uploadLimitExceeded"}
_HOUR = 3600.0


def token(plugin: HostedPlugin) -> OAuth2RefreshAuth:
    word = plugin.word
    form = {"client_id": word["client_id"], "client_secret": word["client_secret"], "refresh_token": word["refresh"]}
    return OAuth2RefreshAuth("Google", f"{plugin.home(TOKENS)}/token", form)


def refused(channel: str, answer: web.Response) -> NotifierError | None:
    """A full quota and a closed door are both 403. None where the status says it all."""
    if answer.status_code not in _READ:
        return None
    why = reason(answer)
    sentence = say(
        "{channel} did not take the message (HTTP {status} {reason}).",
        channel=channel,
        status=answer.status_code,
        reason=why,
    )
    if why in _BUSY:
        return NotifierError(sentence, RetryClass.RETRY_BACKOFF)
    if why in _TOMORROW:
        return NotifierError(sentence, RetryClass.RETRY_AFTER, retry_after=_HOUR)
    return NotifierError(sentence, RetryClass.OPERATOR if answer.status_code == 403 else classify(answer.status_code))


def reason(answer: web.Response) -> str:
    try:
        return str(answer.json()["error"]["errors"][0]["reason"])
    except (ValueError, TypeError, KeyError, IndexError):
        return ""
