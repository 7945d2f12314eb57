"""An event's work changes hands once: the flow that Prefect starts takes it in time, or the worker does it plainly.

Prefect has a deadline to begin, and none to end: what it writes down afterwards nobody waits for.
"""

from collections.abc import Callable
from concurrent.futures import Future, wait
from datetime import datetime
from threading import Event, Lock


def patience(deadline: float, due_at: datetime, now: datetime) -> float:
    """Seconds that Prefect still has for what was due then: those that it waited for a free hand are gone. 0: do it at once.

    So a burst waits for Prefect once, and not once for each of its events.
    """
    waited = max(0.0, (now - due_at).total_seconds())
    return max(0.0, deadline - waited)


class Handover:
    """One event's work. Who takes it first has it; the other one finds it taken."""

    def __init__(self) -> None:
        self._moved = Event()
        self._lock = Lock()
        self._taken = False
        self._outcome: Future[object] = Future()

    def do(self, work: Callable[[], object]) -> bool:
        """Take it and see it through. False where it was taken before; raises what the work raises."""
        with self._lock:
            if self._taken:
                return False
            self._taken = True
        self._moved.set()
        try:
            self._outcome.set_result(work())
        except BaseException as error:
            self._outcome.set_exception(error)
            raise
        return True

    def refused(self) -> None:
        """Whoever was to begin has ended, begun or not."""
        self._moved.set()

    def begun_within(self, seconds: float) -> bool:
        """Returns as soon as it is known."""
        self._moved.wait(seconds)
        with self._lock:
            return self._taken

    def wait(self, seconds: float) -> None:
        """Until whoever took it is through, however it ended."""
        wait([self._outcome], seconds)

    def outcome(self) -> object:
        """What whoever took it came to; raises what they raised."""
        return self._outcome.result()


class Handovers:
    """What this process offers to its flows, by event, until the flow has ended."""

    def __init__(self) -> None:
        self._offered: dict[str, Handover] = {}

    def open(self, event_id: str) -> Handover:
        """An event that is tried again is another handover: the flow of the first one finds it taken."""
        self._offered[event_id] = made = Handover()
        return made

    def close(self, event_id: str, handover: Handover) -> None:
        if self._offered.get(event_id) is handover:
            del self._offered[event_id]

    def wait(self, event_id: str, seconds: float) -> None:
        """For whoever is at the event's work in this process; nobody is waited for where nobody is."""
        if event_id in self._offered:
            self._offered[event_id].wait(seconds)

    def offers(self, event_id: str) -> bool:
        return event_id in self._offered

    def do(self, event_id: str, work: Callable[[], object]) -> bool:
        """False where the worker has done it plainly, or is at it; raises what the work raises."""
        found = self._offered.get(event_id)
        return found is not None and found.do(work)
