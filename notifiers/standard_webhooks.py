"""Signed messages between machines, both ways, as Standard Webhooks (standardwebhooks.com, v1) has it."""

import base64
import binascii
import hashlib
import hmac

import httpx

from notifiers.base.http import TIMEOUT
from schemas.errors import NotifierError, Refused, RetryClass
from schemas.sentence import say

TOLERANCE = 300
"""Seconds that the sender's clock may be away from ours."""


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`. `secret` is `whsec_` and base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def verify(secret: str, message_id: str, timestamp: str, given: str, body: bytes, now: float) -> None:
    """Raises `Refused`; it does not say which part was wrong."""
    try:
        fresh = abs(now - int(timestamp)) <= TOLERANCE
        wanted = sign(secret, message_id, int(timestamp), body)
    except (ValueError, binascii.Error):
        fresh, wanted = False, ""
    if not fresh or not any(hmac.compare_digest(one.encode(), wanted.encode()) for one in given.split()):
        raise Refused(say("The signature does not fit, or is too old. Check the secret and the clock of the sender."))


def post(url: str, secret: str, message_id: str, timestamp: int, body: bytes) -> None:
    """Any 2xx is taken. Raises `NotifierError`; a redirect is not followed, it may lead anywhere."""
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id, timestamp, body),
    }
    try:
        answer = httpx.post(url, content=body, headers=headers, timeout=TIMEOUT, follow_redirects=False)
    except httpx.HTTPError as error:
        name = type(error).__name__
        raise NotifierError(
            say("The receiver does not answer ({error}).", error=name), RetryClass.RETRY_BACKOFF
        ) from None
    if not answer.is_success:
        raise NotifierError(
            say("The receiver said no (HTTP {status}).", status=answer.status_code), RetryClass.RETRY_BACKOFF
        )
