"""The Bot API's refusals as classes of retry. It says in words (`description`) what the status leaves open."""

from typing import Any

from notifiers.base import web
from notifiers.base.dialogue import nothing_to_answer
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import Sentence, say

UNCHANGED, GONE = "message is not modified", "message to delete not found"
_UNANSWERABLE = "message to be replied not found"
_TOO_OLD = "message can't be deleted"
_RIGHTS = ("rights", "chat not found", "chat_admin_required", "chat_write_forbidden")
"""400 too, but another text would fare no better: somebody must let the bot in."""
_WAIT = 30.0
TAKEN = say(
    "Another program gets what happens in the Telegram channel from the same bot. Stop it, or take a bot that only "
    "Krisekanal uses."
)


def parsed(answer: web.Response) -> dict[str, Any]:
    """Empty where the answer has another form."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def why(answer: web.Response) -> str:
    return str(parsed(answer).get("description", "")).lower()


def refused(answer: web.Response) -> NotifierError | None:
    """None where the status says it all."""
    words = why(answer)
    match answer.status_code:
        case 401 | 404:  # 404 is a token of the wrong form
            return _person(say("Telegram does not know this bot. Store its token again."), RetryClass.REAUTH)
        case 403:
            return _person(say("The bot has been removed from the Telegram channel. Make it an administrator again."))
        case 409:
            return _person(TAKEN)
        case 429:
            return NotifierError(say("Telegram asks us to wait."), RetryClass.RETRY_AFTER, retry_after=_seconds(answer))
        case 400 if _TOO_OLD in words:
            return NotifierError(
                say("Telegram lets a post be removed for 48 hours only. Remove it by hand."), RetryClass.PERMANENT
            )
        case 400 if _UNANSWERABLE in words:
            return nothing_to_answer("Telegram")
        case 400 if any(one in words for one in _RIGHTS):
            return _person(
                say(
                    "The bot lacks a right in the Telegram channel, or the channel's name has changed. See "
                    "`krisekanal channel test`."
                )
            )
    return None


def _seconds(answer: web.Response) -> float:
    parameters = parsed(answer).get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(wait) if isinstance(wait, int | float) and wait > 0 else _WAIT


def _person(sentence: Sentence, kind: RetryClass = RetryClass.OPERATOR) -> NotifierError:
    return NotifierError(sentence, kind)
