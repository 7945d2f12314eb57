"""Who looks at which draft just now, so that two editors do not do the same work unknowing."""

import time
from threading import Lock

LATELY = 45.0
"""Seconds; an open page says so again every 15."""


class Presence:
    """Kept in memory: it is about this moment only."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, float]] = {}
        self._lock = Lock()

    def look(self, draft_id: str, person_id: str) -> bool:
        """Returns True when the person was not here a moment ago."""
        now = time.monotonic()
        with self._lock:
            here = self._seen.setdefault(draft_id, {})
            new = now - here.get(person_id, -LATELY) >= LATELY
            here[person_id] = now
            return new

    def others(self, draft_id: str, person_id: str) -> list[str]:
        """Person ids, in the order they came."""
        now = time.monotonic()
        with self._lock:
            here = self._seen.get(draft_id, {})
            return [p for p, at in here.items() if p != person_id and now - at < LATELY]
