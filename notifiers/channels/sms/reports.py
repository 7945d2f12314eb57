"""Reading what SMS providers bring, reports and what people send: strictly, since anybody may have written it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from notifiers.base import clocks
from notifiers.channels.sms.base import heard
from schemas.dialogue.remark import RemoteRemark
from schemas.errors import InvalidInput
from schemas.recipients.delivery_report import DeliveryReport
from schemas.sentence import say

_LONGEST = 200
"""Signs of an id."""


def no_report() -> InvalidInput:
    return InvalidInput(say("This is no delivery report of this provider."))


def no_sms() -> InvalidInput:
    return InvalidInput(say("This is no SMS as this provider brings it."))


def incoming(told: Mapping[str, Any], text: str, at: str) -> tuple[str, RemoteRemark]:
    """The number it came to, and the SMS; `text` and `at` are the provider's names for them. Raises `InvalidInput`."""
    number, sender, to = (str(told.get(name, "")) for name in ("id", "from", "to"))
    if not (number and sender and to) or max(map(len, (number, sender, to))) > _LONGEST:
        raise no_sms()
    try:
        when = clocks.read(str(told.get(at, "")))
    except ValueError:
        raise no_sms() from None
    return to, heard(number, sender, str(told.get(text, "")), when)


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
