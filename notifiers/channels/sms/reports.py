"""Reading what SMS providers report: strictly, since anybody may have written it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from schemas.delivery_report import DeliveryReport
from schemas.errors import InvalidInput
from schemas.sentence import say

_LONGEST = 200
"""Signs of an id."""


def no_report() -> InvalidInput:
    return InvalidInput(say("This is no delivery report of this provider."))


def form(body: bytes) -> dict[str, str]:
    """Raises `InvalidInput`."""
    try:
        return dict(parse_qsl(body.decode(), strict_parsing=True, max_num_fields=20))
    except ValueError:
        raise no_report() from None


def json_object(body: bytes) -> dict[str, Any]:
    """Raises `InvalidInput`."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise no_report() from None
    if not isinstance(told, dict):
        raise no_report()
    return told


def last_words(remote_id: str, key: str, known: Mapping[str, bool | None], said: str) -> list[DeliveryReport]:
    """None where it is still on its way. Raises `InvalidInput` for a word that the provider does not have, and without an id."""
    if said not in known or not (remote_id or key) or max(len(remote_id), len(key)) > _LONGEST:
        raise no_report()
    arrived = known[said]
    return [] if arrived is None else [DeliveryReport(remote_id=remote_id, key=key, arrived=arrived)]
