"""Pictures (one or several) or one PDF document: uploaded first, then named by the post."""

import time
from collections.abc import Callable
from typing import Any

from notifiers.base import web
from notifiers.base.attachment import approved_bytes
from schemas.drafts.media import Media
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

PDF = "application/pdf"
_PATIENCE, _LOOK = 20.0, 0.5
"""Seconds that LinkedIn gets to work on a file, and between two looks."""
_READY, _BROKEN = "AVAILABLE", "PROCESSING_FAILED"


class Uploads:
    """`ask` sends one request. `at_home` says whether an address is LinkedIn's own: no token goes elsewhere."""

    def __init__(self, ask: Callable[..., web.Response], owner: str, at_home: Callable[[str], bool]) -> None:
        self._ask, self._owner, self._at_home = ask, owner, at_home

    def content(self, media: tuple[Media, ...]) -> dict[str, Any]:
        """The post's `content`; empty without files."""
        documents = [one for one in media if one.mime == PDF]
        if documents:
            return {"content": {"media": {"id": self._up("documents", documents[0]), "title": documents[0].alt}}}
        images = [{"id": self._up("images", one), "altText": one.alt} for one in media]
        if len(images) > 1:
            return {"content": {"multiImage": {"images": images}}}
        return {"content": {"media": images[0]}} if images else {}

    def _up(self, kind: str, media: Media) -> str:
        asked = {"initializeUploadRequest": {"owner": self._owner}}
        action = {"action": "initializeUpload"}
        value = self._ask("POST", f"/rest/{kind}", params=action, json=asked, creates=False).json()["value"]
        urn = str(value[kind.removesuffix("s")])
        if not self._at_home(str(value["uploadUrl"])):
            raise NotifierError(say("LinkedIn named an address for the file that is not its own."), RetryClass.OPERATOR)
        self._ask("PUT", value["uploadUrl"], content=approved_bytes(media), headers={"Content-Type": media.mime})
        self._wait(kind, urn)
        return urn

    def _wait(self, kind: str, urn: str) -> None:
        until = time.monotonic() + _PATIENCE
        while (status := self._ask("GET", f"/rest/{kind}/{quoted(urn)}").json().get("status")) != _READY:
            if status == _BROKEN:
                raise NotifierError(
                    say("LinkedIn could not work on the file. Make it anew, then try again."), RetryClass.PERMANENT
                )
            if time.monotonic() > until:
                raise NotifierError(say("LinkedIn is still working on the file."), RetryClass.RETRY_BACKOFF)
            time.sleep(_LOOK)


def quoted(urn: str) -> str:
    return urn.replace(":", "%3A")
