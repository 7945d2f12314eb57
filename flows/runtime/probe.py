"""Does Prefect answer? Asked before anything is handed over to it."""

import time
import urllib.request

from config.settings import Settings

_TIMEOUT = 0.5
_LOOK = 1.0


def answers(settings: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"{settings.prefect_api_url}/health", timeout=_TIMEOUT) as answer:  # noqa: S310  # our own setting
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_for_prefect(settings: Settings) -> None:
    """For programs that are nothing without it; its first start takes some fifteen seconds."""
    while not answers(settings):
        time.sleep(_LOOK)
