"""Many texts over one SMPP line, several requests on their way at a time; the parts of one text leave one after the other."""

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import Any

from smpplib import consts

from notifiers.base import many
from notifiers.channels.sms.session import BUSY, PAUSE, TRIES, SmppSession, refused
from schemas.errors import RetryClass
from schemas.messages.bulk import Sent

_TOO_MUCH = (consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL)
_IN_DOUBT = Sent(kind=RetryClass.AMBIGUOUS, error="not all of it is known to be taken")
Requests = Sequence[dict[str, Any]]
"""The parts of one text."""


def submit(
    session: SmppSession, texts: Sequence[Requests], width: int, go_on: Callable[[], bool], lasts: float = 0.0
) -> list[Sent]:
    """What came of each, in order; raises nothing. `width` requests are not answered yet at most.

    They begin evenly over `lasts` seconds: centres count by the second. A line that breaks leaves in doubt what was on its way, and
    the rest not begun.
    """
    window = _Window(session, texts, width, go_on, lasts / max(len(texts), 1))
    try:
        window.run()
    except Exception as error:  # the line, or what smpplib makes of a broken answer: what each text is by then stands
        window.broken_by(error)
    return window.sent


class _Window:
    def __init__(
        self, session: SmppSession, texts: Sequence[Requests], width: int, go_on: Callable[[], bool], apart: float
    ) -> None:
        """`apart`: seconds between two texts."""
        self._session, self._texts, self._width, self._go_on = session, texts, width, go_on
        self._apart, self._began = apart, time.monotonic()
        self.sent = [many.NOT_BEGUN] * len(texts)
        self._waiting = deque((text, 0) for text in range(len(texts)))
        self._flying: dict[int, tuple[int, int]] = {}
        self._ids: dict[int, str] = {}
        self._tries: Counter[int] = Counter()

    def run(self) -> None:
        self._fill()
        while self._flying or self._waiting:
            pause = self._until_next()
            if pause is None or self._session.answers_within(pause):
                self._land(*self._session.answer())
            self._fill()

    def broken_by(self, error: Exception) -> None:
        self._session.drop()
        doubt = Sent(kind=RetryClass.AMBIGUOUS, error=type(error).__name__)
        self.sent = [doubt if each is _IN_DOUBT else each for each in self.sent]

    def _until_next(self) -> float | None:
        """Seconds until another request may begin; None where an answer has to come first."""
        if not self._waiting or len(self._flying) >= self._width:
            return None
        text, part = self._waiting[0]
        return 0.0 if part else max(self._began + text * self._apart - time.monotonic(), 0.0)

    def _fill(self) -> None:
        while self._until_next() == 0.0:
            text, part = self._waiting.popleft()
            if part == 0 and not self._go_on():
                self._begin_no_more()
                continue
            self.sent[text] = _IN_DOUBT
            self._flying[self._session.begin(self._texts[text][part])] = text, part

    def _land(self, sequence: int, status: int, remote_id: str) -> None:
        if sequence not in self._flying:
            return
        text, part = self._flying.pop(sequence)
        if status == consts.SMPP_ESME_ROK:
            self._taken(text, part, remote_id)
        elif part == 0:
            self.sent[text] = _refusal(status)
            if status in _TOO_MUCH:
                self._begin_no_more()
        elif status in BUSY and self._tries[text] < TRIES:
            self._tries[text] += 1
            time.sleep(PAUSE * self._tries[text])
            self._waiting.appendleft((text, part))

    def _taken(self, text: int, part: int, remote_id: str) -> None:
        self._ids.setdefault(text, remote_id)
        if part + 1 < len(self._texts[text]):
            self._waiting.appendleft((text, part + 1))
        else:
            self.sent[text] = Sent(remote_id=self._ids[text])

    def _begin_no_more(self) -> None:
        """What has begun to leave is ended all the same."""
        self._waiting = deque(each for each in self._waiting if each[1])


def _refusal(status: int) -> Sent:
    """A centre that has had too much slows the whole account down (`store.batches.paces`)."""
    error = refused(status)
    return Sent(kind=RetryClass.RETRY_AFTER if status in _TOO_MUCH else error.kind, error=str(error))
