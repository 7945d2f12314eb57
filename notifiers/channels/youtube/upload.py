"""A resumable upload: begun with the words, then the bytes; after a break it goes on from where it was.

Source: developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
"""

import re
from collections.abc import Callable
from typing import Any

from notifiers.base import web
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_PATH = "/upload/youtube/v3/videos"
_TRIES = 5
_GO_ON = 308
_BROKEN = (408, *range(500, 600))
_GONE = (404, 410)


class Upload:
    """`ask` sends one request; `at_home` says whether an address is Google's own: no token goes elsewhere."""

    def __init__(self, ask: Callable[..., web.Response], at_home: Callable[[str], bool]) -> None:
        self._ask, self._at_home = ask, at_home

    def send(self, words: dict[str, Any], data: bytes, mime: str) -> web.Response:
        """The answer that holds the video. Raises `NotifierError`."""
        headers = {"X-Upload-Content-Length": str(len(data)), "X-Upload-Content-Type": mime}
        query = {"uploadType": "resumable", "part": "snippet,status"}
        begun = self._ask("POST", _PATH, params=query, json=words, headers=headers, creates=False)
        place = begun.headers.get("Location", "")
        if not self._at_home(place):
            raise NotifierError(say("YouTube named no address of its own for the video."), RetryClass.AMBIGUOUS)
        first = 0
        for _ in range(_TRIES):
            answer = self._put(place, data, first, mime)
            if answer is not None and answer.is_success:
                return answer
            asked = self._where(place, len(data))
            if asked.is_success:
                return asked
            first = _next(asked)
        raise NotifierError(say("The upload to YouTube broke off several times."), RetryClass.RETRY_BACKOFF)

    def _put(self, place: str, data: bytes, first: int, mime: str) -> web.Response | None:
        """None where the line broke, and nobody knows how much has arrived."""
        headers = {"Content-Type": mime}
        if first:
            headers["Content-Range"] = f"bytes {first}-{len(data) - 1}/{len(data)}"
        try:
            whole = (_GO_ON, *_BROKEN)
            return self._ask("PUT", place, content=data[first:], headers=headers, accept=whole, creates=True)
        except NotifierError as error:
            if error.kind not in (RetryClass.AMBIGUOUS, RetryClass.RETRY_NOW):
                raise
            return None

    def _where(self, place: str, size: int) -> web.Response:
        """308 with what has arrived, or the video itself.

        A place that is gone, or does not tell, leaves us in doubt whether everything had arrived: the core reads back.
        """
        headers = {"Content-Range": f"bytes */{size}"}
        try:
            answer = self._ask("PUT", place, content=b"", headers=headers, accept=(_GO_ON, *_GONE))
        except NotifierError as error:
            raise NotifierError(error.sentence, RetryClass.AMBIGUOUS) from error
        if answer.status_code in _GONE:
            raise NotifierError(say("The upload to YouTube broke off, and its place is gone."), RetryClass.AMBIGUOUS)
        return answer


def _next(answer: web.Response) -> int:
    """The first byte that has not arrived: one after `Range: bytes=0-41`."""
    found = re.fullmatch(r"bytes=0-(\d+)", answer.headers.get("Range", ""))
    return int(found.group(1)) + 1 if found else 0
