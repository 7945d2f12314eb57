"""Uploading a picture with its alt text, and waiting until the server has worked on it."""

import time
from collections.abc import Callable

from notifiers.base import web
from notifiers.base.attachment import approved_bytes
from policy.file_names import readable_name
from schemas.drafts.media import Media
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_PATIENCE, _LOOK = 20.0, 0.5
"""Seconds."""


def upload(ask: Callable[..., web.Response], media: Media) -> str:
    """Returns the media id. Raises `NotifierError`."""
    file = (readable_name(media), approved_bytes(media), media.mime)
    answer = ask("POST", "/api/v2/media", files={"file": file}, data={"description": media.alt}, creates=False)
    media_id, deadline = str(answer.json()["id"]), time.monotonic() + _PATIENCE
    while answer.status_code in (202, 206) and time.monotonic() < deadline:
        time.sleep(_LOOK)
        answer = ask("GET", f"/api/v1/media/{media_id}")
    if answer.status_code != 200:
        raise NotifierError(say("Mastodon is still working on the picture."), RetryClass.RETRY_BACKOFF)
    return media_id
