"""What happens where the bot is, as Telegram tells it: posts of others in the channel for the watch, and what people write in its
discussion group or to the bot itself. Never what the bot itself has posted. A bot has one queue, so both read it here.

Telegram keeps an update for 24 hours, or until one after it is asked for. So the next ones are asked for only when both have come
back for more, and what was handed over has had its time to be stored; what the watch was given within its look's time is handed
over again. A process that dies in between finds everything where it was. Who has not come for a while is not waited for, and where
a hundred wait, neither is the slower one: what it has not taken is kept here.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from notifiers.base.pages import NOT_READ

_PAGE = 100
_POSTS = ("channel_post", "edited_channel_post")
_WORDS = ("message", "edited_message")
_ASKED = '["channel_post","edited_channel_post","message","edited_message"]'
_PATIENCE = 300.0
"""Seconds that one reader is waited for by the other."""
_MOST = 5_000
"""Updates kept here for the slower one."""
_When = tuple[datetime, dict[str, Any]]


class _Reader:
    """`handed`: the first update that it was not given yet. `stored`: the same of when it last came back."""

    def __init__(self) -> None:
        self.handed = self.stored = 0
        self._came = float("-inf")

    def comes(self, *, has_stored: bool = True) -> None:
        self._came = time.monotonic()
        self.stored = self.handed if has_stored else self.stored

    @property
    def is_about(self) -> bool:
        return time.monotonic() - self._came < _PATIENCE


class Updates:
    """`call` makes one call of the Bot API and gives its `result`; `chat` is as in the plugin's address. Safe from many threads."""

    def __init__(self, call: Callable[..., Any], chat: str) -> None:
        self._call, self._chat = call, chat.lower()
        self._next = 0
        """The first update that has not been fetched."""
        self._kept: list[_When] = []
        """Posts that the watch has been given."""
        self._new: list[_When] = []
        self._heard: dict[int, dict[str, Any]] = {}
        self._watch, self._inbox = _Reader(), _Reader()
        self._behind: datetime | None = None
        """While more are waiting than fit in a look: since when they are wanted."""
        self._lock = RLock()

    def since(self, since: datetime) -> list[dict[str, Any]]:
        """Messages as the Bot API writes them, newest last. Raises `NotifierError`."""
        since = since.replace(microsecond=0)  # as Telegram counts
        with self._lock:
            self._watch.comes()
            wanted_from = min(since, self._behind or since)
            waiting = [one for one in self._kept if one[0] >= since]
            more = self._until_any(lambda: any(at >= wanted_from for at, _ in self._new))
            self._behind = wanted_from if more else None
            self._kept = waiting + [one for one in self._new if one[0] >= wanted_from]
            self._new = []
            self._watch.handed = self._next
            return [message for _, message in self._kept]

    def heard(self, cursor: str | None) -> tuple[list[dict[str, Any]], str, bool]:
        """(messages to us and in groups, oldest first, the cursor after them, whether more wait), and among the messages updates that
        are not as they should be. Raises `NotifierError`.

        What was handed over is given again until its cursor comes back.
        """
        with self._lock:
            stored = cursor == str(self._inbox.handed)
            self._inbox.comes(has_stored=stored)
            if stored:
                self._heard = {number: one for number, one in self._heard.items() if number >= self._inbox.handed}
            more = self._until_any(lambda: bool(self._heard))
            self._inbox.handed = self._next
            return list(self._heard.values()), str(self._next), more

    def newest(self, chat: int, number: int) -> dict[str, Any] | None:
        """The message's newest version that waits to be handed over, if any does. Raises `NotifierError`."""
        with self._lock:
            self._fetch()
            found = [one for one in self._heard.values() if _where(one) == (chat, number)]
            return found[-1] if found else None

    def _until_any(self, found: Callable[[], bool]) -> bool:
        """Whether more may be waiting. Pages without any of what is looked for are passed at once."""
        while self._fetch():
            if found():
                return True
        return False

    def _fetch(self) -> bool:
        """Whether it was a full page with something new."""
        page = self._page(self._offset())
        if len(page) == _PAGE and all(int(update["update_id"]) < self._next for update in page):
            page = self._page(self._next)
        fresh = [update for update in page if int(update["update_id"]) >= self._next]
        for update in fresh:
            try:
                self._sort(int(update["update_id"]), update)
            except NOT_READ:
                self._heard[int(update["update_id"])] = update
        self._next = max((int(update["update_id"]) + 1 for update in fresh), default=self._next)
        return len(page) == _PAGE

    def _page(self, offset: int) -> list[dict[str, Any]]:
        asked = {"allowed_updates": _ASKED, "limit": str(_PAGE)}
        return list(self._call("GET", "getUpdates", params=asked | ({"offset": str(offset)} if offset else {})))

    def _offset(self) -> int:
        """What both have stored; Telegram forgets what is before it."""
        return min((reader.stored for reader in (self._watch, self._inbox) if reader.is_about), default=0)

    def _sort(self, number: int, update: dict[str, Any]) -> None:
        for kind in _POSTS:
            if kind in update and self._chat in _names(update[kind]["chat"]):
                self._new = [*self._new[-_MOST:], (_when(update[kind]), update[kind])]
        for kind in _WORDS:
            if "chat" in update.get(kind, {}):
                self._heard[number] = update[kind]
        while len(self._heard) > _MOST:
            del self._heard[next(iter(self._heard))]


def _where(message: dict[str, Any]) -> tuple[Any, Any]:
    return (message.get("chat") or {}).get("id"), message.get("message_id")


def _names(chat: dict[str, Any]) -> tuple[str, str]:
    return str(chat.get("id")), f"@{chat.get('username')}".lower()


def _when(message: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(message.get("edit_date") or message["date"]), UTC)
