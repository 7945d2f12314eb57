"""Does Prefect answer, and to us? Asked before anything is handed over to it."""

import base64
import time
import urllib.request
from typing import Any

from config.settings import Settings
from flows.runtime import prefect_auth
from schemas.errors import ConfigInvalid

_TIMEOUT = 0.5
_LOOK = 1.0
_ASKED = "/version"
"""Not `/health`, which anybody may ask: a server that does not let us in is none."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Nowhere else is told what opens Prefect."""


_opener = urllib.request.build_opener(_Stay)


def answers(settings: Settings) -> bool:
    try:
        asked = urllib.request.Request(settings.prefect_api_url + _ASKED)  # noqa: S310  # our own setting
        auth = prefect_auth.of(settings)
        if auth is not None:
            asked.add_unredirected_header("Authorization", "Basic " + base64.b64encode(auth.encode()).decode())
        with _opener.open(asked, timeout=_TIMEOUT) as answer:
            return bool(answer.status == 200)
    except (OSError, ConfigInvalid):
        return False


def wait_for_prefect(settings: Settings) -> None:
    """For programs that are nothing without it; its first start takes some fifteen seconds."""
    while not answers(settings):
        time.sleep(_LOOK)
