"""Does Prefect answer, and to us? Asked before anything is handed over to it."""

import base64
import time
import urllib.error
import urllib.request
from typing import Any

from config.machine.settings import Settings
from flows.runtime import prefect_auth
from schemas.errors import ConfigInvalid, PrefectUnavailable
from schemas.sentence import say

_TIMEOUT, _PATIENT = 2.0, 15.0
"""Seconds. A busy server may need more than one to say its version, and runs flows in time all the same."""
_LOOK = 1.0
_ASKED = "/version"
"""Not `/health`, which anybody may ask: a server that does not let us in is none."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Nowhere else is told what opens Prefect."""


_opener = urllib.request.build_opener(_Stay)


def answers(settings: Settings) -> bool:
    try:
        return _status(settings, _TIMEOUT) == 200
    except (OSError, ConfigInvalid):
        return False


def must_answer(settings: Settings) -> None:
    """For who wants something done in Prefect itself. Raises `PrefectUnavailable`, or `ConfigInvalid` as `prefect_auth.of`."""
    address = settings.prefect_api_url
    try:
        status = _status(settings, _PATIENT)
    except urllib.error.HTTPError as refused:
        status = refused.code
    except OSError:
        raise PrefectUnavailable(
            say(
                "Prefect does not answer at {address}. Start it (`krisekanal up` on {folder}), then try again.",
                address=address,
                folder=str(settings.data),
            )
        ) from None
    if status in (401, 403):
        raise PrefectUnavailable(
            say(
                "Prefect at {address} does not let us in: another password opens it than the one we have.",
                address=address,
            )
        )
    if status != 200:
        raise PrefectUnavailable(
            say("What answers at {address} is no Prefect that can be used ({status}).", address=address, status=status)
        )


def _status(settings: Settings, timeout: float) -> int:
    """Raises `OSError`, of which `HTTPError` is one; and `ConfigInvalid`."""
    asked = urllib.request.Request(settings.prefect_api_url + _ASKED)  # noqa: S310  # our own setting
    auth = prefect_auth.of(settings)
    if auth is not None:
        asked.add_unredirected_header("Authorization", "Basic " + base64.b64encode(auth.encode()).decode())
    with _opener.open(asked, timeout=timeout) as answer:
        return int(answer.status)


def wait_for_prefect(settings: Settings) -> None:
    """For programs that are nothing without it; its first start takes some fifteen seconds."""
    while not answers(settings):
        time.sleep(_LOOK)
