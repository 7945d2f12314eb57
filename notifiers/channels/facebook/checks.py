"""What Facebook says of our token and of how much we ask."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from notifiers.base import web
from notifiers.base.abilities import Diagnosis
from notifiers.base.dialogue import lacks_for_dialogue
from schemas.sentence import say

_NEEDED = ("pages_show_list", "pages_manage_posts", "pages_read_engagement")
_FOR_DIALOGUE = ("pages_read_user_content", "pages_manage_engagement")
"""Without the first nobody is told who wrote a comment; without the second none is answered or hidden."""
_SOON = timedelta(days=14)
_FULL = 75
"""Per cent of the hour's quota."""


def token_diagnoses(token: dict[str, Any], now: datetime) -> Iterator[Diagnosis]:
    """`token` is the `data` of debug_token: times in Unix seconds, 0 for never."""
    if token.get("is_valid") is not True:
        yield Diagnosis(
            level="error",
            sentence=say(
                "Facebook no longer accepts the token. Connect the account again with `krisekanal channel connect`."
            ),
        )
    granted = token.get("scopes", [])
    missing = [scope for scope in _NEEDED if scope not in granted]
    if missing:
        yield Diagnosis(
            level="error",
            sentence=say(
                "The Facebook token lacks {scopes}. Connect the account again and allow them.",
                scopes=", ".join(missing),
            ),
        )
    unheard = [scope for scope in _FOR_DIALOGUE if scope not in granted]
    if unheard:
        yield lacks_for_dialogue("Facebook", unheard)
    ends = [token.get(name) for name in ("expires_at", "data_access_expires_at")]
    soon = min((datetime.fromtimestamp(end, UTC) for end in ends if end), default=None)
    if soon is None:
        yield Diagnosis(level="ok", sentence=say("The Facebook token has no end."))
    elif soon - now < _SOON:
        yield Diagnosis(
            level="warning",
            sentence=say(
                "The access to {channel} runs out on {day}. Connect the account again before that, with "
                "`krisekanal channel connect`.",
                channel="Facebook",
                day=soon.date().isoformat(),
            ),
        )
    else:
        day = soon.date().isoformat()
        yield Diagnosis(
            level="ok", sentence=say("The access to {channel} lasts until {day}.", channel="Facebook", day=day)
        )


def usage(answer: web.Response) -> Iterator[Diagnosis]:
    """From the header every answer carries: per cent of the hour's calls."""
    try:
        buckets = json.loads(answer.headers.get("X-Business-Use-Case-Usage", "{}"))
        most = max((int(one["call_count"]) for found in buckets.values() for one in found), default=0)
    except (ValueError, TypeError, KeyError, AttributeError):
        return
    if most >= _FULL:
        yield Diagnosis(
            level="warning",
            sentence=say(
                "{percent} per cent of what the Facebook page may ask this hour is used. Something else uses the same app.",
                percent=most,
            ),
        )
