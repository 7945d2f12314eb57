"""Signed messages between machines, both ways, as Standard Webhooks (standardwebhooks.com, v1) has it.

The library signs. Its own `verify` reads the machine's clock, so comparing and the sender's clock are done here.
"""

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from notifiers.base import reach, web
from notifiers.base.http import TIMEOUT
from policy.reach import Network
from schemas.errors import InvalidInput, NotifierError, Refused, RetryClass
from schemas.sentence import say

_log = structlog.get_logger()
TOLERANCE = 300
"""Seconds that the sender's clock may be away from ours."""


def sign(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """The header `webhook-signature`: `v1,` and base64. `secret` is `whsec_` and base64, `timestamp` Unix seconds."""
    return Webhook(secret).sign(message_id, datetime.fromtimestamp(timestamp, UTC), body)


def verify(secret: str, message_id: str, timestamp: str, given: str, body: bytes, now: datetime) -> None:
    """Raises `Refused`, which does not say which part was wrong, and `InvalidInput` for a body that is not UTF-8."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise InvalidInput(say("This cannot be read as UTF-8. Send it in UTF-8, and sign it so.")) from None
    wanted = _wanted(secret, message_id, timestamp, text, now).encode()
    if not wanted or not any(hmac.compare_digest(one.encode(), wanted) for one in given.split()):
        raise Refused(say("The signature does not fit, or is too old. Check the secret and the clock of the sender."))


def _wanted(secret: str, message_id: str, timestamp: str, text: str, now: datetime) -> str:
    """Nothing where the message is too old, or nothing can be signed with this secret."""
    try:
        if abs(now.timestamp() - int(timestamp)) > TOLERANCE:
            return ""
        return sign(secret, message_id, int(timestamp), text)
    except (ValueError, EmptyWebhookSecretError):
        return ""


def check(url: str, networks: Sequence[Network]) -> None:
    """Raises `InvalidInput` for an address that leads into our own networks, unless the setting names them."""
    try:
        reach.check(url, networks)
    except PermissionError:
        raise InvalidInput(
            say(
                "This address may not be told anything. Write an https address on the internet, or have IT name its "
                "network: KRISEKANAL_WEBHOOK_NETWORKS."
            )
        ) from None


def post(url: str, secret: str, message_id: str, timestamp: int, body: str, networks: Sequence[Network]) -> None:
    """Any 2xx is taken. Raises `NotifierError`; a redirect is not followed, it may lead anywhere.

    The error tells nothing of what is there: who may make a webhook would else look around in our networks with it.
    """
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id, timestamp, body),
    }
    allow = reach.guard(url, networks)
    try:
        answer = web.post(url, content=body, headers=headers, timeout=TIMEOUT, follow_redirects=False, allow=allow)
        why = "" if answer.is_success else f"HTTP {answer.status_code}"
    except (web.HTTPError, web.InvalidURL, ValueError) as error:
        why = type(error).__name__
    if why:
        _log.warning("webhook not taken", message=message_id, why=why)
        raise NotifierError(say("The receiver did not answer."), RetryClass.RETRY_BACKOFF)
