"""Word of every change to every open page: one thread listens for new lines of the log, the pages wait on a queue."""

import asyncio
import secrets
import threading
from contextlib import suppress

from store.context import AppContext
from store.evidence.log_feed import LogFeed

_LISTEN = 1.0
"""Seconds; how soon the thread notices that it is to stop."""
_CALM = 0.25
"""Seconds between two words: many small changes are told once."""


class News:
    """`start` in the event loop that serves the pages."""

    def __init__(self, ctx: AppContext) -> None:
        self._ctx = ctx
        self._number, self._lock = secrets.randbits(32), threading.Lock()
        self._waiting: set[asyncio.Queue[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.stopped = threading.Event()

    @property
    def number(self) -> int:
        """Another one after every change; a page that was begun at another number than this one may be old."""
        return self._number

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, name="news", daemon=True).start()

    def stop(self) -> None:
        self.stopped.set()
        self._tell()

    def subscribe(self) -> "asyncio.Queue[None]":
        """One place: several changes while nobody looks are one."""
        queue: asyncio.Queue[None] = asyncio.Queue(1)
        self._waiting.add(queue)
        return queue

    def leave(self, queue: "asyncio.Queue[None]") -> None:
        self._waiting.discard(queue)

    def notify(self) -> None:
        """From any thread: something changed."""
        with self._lock:
            self._number += 1
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        for queue in self._waiting:
            with suppress(asyncio.QueueFull):
                queue.put_nowait(None)

    def _listen(self) -> None:
        changes = LogFeed(self._ctx)
        try:
            while not self.stopped.is_set():
                if changes.wait(_LISTEN, self.stopped):
                    self.notify()
                    self.stopped.wait(_CALM)
        finally:
            changes.close()
