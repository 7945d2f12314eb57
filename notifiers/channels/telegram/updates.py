"""What others post in the channel, as Telegram tells a bot of it: never what the bot itself has posted.

Telegram keeps an update for 24 hours, or until one after it is asked for. So the next ones are asked for only at the next
look, when what was handed over has had its time to be stored; what is still within a look's time is handed over again. A
process that dies in between finds everything where it was. More than a hundred at once come a hundred a look.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

_PAGE = 100
_KINDS = ("channel_post", "edited_channel_post")
_ASKED = '["channel_post","edited_channel_post"]'
_When = tuple[datetime, dict[str, Any]]


class Updates:
    """`call` makes one call of the Bot API and gives its `result`; `chat` is as in the plugin's address."""

    def __init__(self, call: Callable[..., Any], chat: str) -> None:
        self._call, self._chat = call, chat.lower()
        self._next = 0
        self._kept: list[_When] = []
        self._behind: datetime | None = None
        """While more are waiting than fit in a look: since when they are wanted."""

    def since(self, since: datetime) -> list[dict[str, Any]]:
        """Messages as the Bot API writes them, newest last. Raises `NotifierError`."""
        since = since.replace(microsecond=0)  # as Telegram counts
        wanted_from = min(since, self._behind or since)
        fresh, more = self._fresh(wanted_from)
        self._behind = wanted_from if more else None
        self._kept = [one for one in self._kept if one[0] >= since] + fresh
        return [message for _, message in self._kept]

    def _fresh(self, since: datetime) -> tuple[list[_When], bool]:
        """(what was not handed over yet, whether more may be waiting). Pages without any of it are passed at once."""
        while True:
            page = self._call("GET", "getUpdates", params=self._asked())
            fresh = [found for update in page for found in self._ours(update) if found[0] >= since]
            self._next = max((int(update["update_id"]) + 1 for update in page), default=self._next)
            if fresh or len(page) < _PAGE:
                return fresh, len(page) == _PAGE

    def _asked(self) -> dict[str, str]:
        asked = {"allowed_updates": _ASKED, "limit": str(_PAGE)}
        return asked | {"offset": str(self._next)} if self._next else asked

    def _ours(self, update: dict[str, Any]) -> list[_When]:
        messages = [update[kind] for kind in _KINDS if kind in update]
        return [(_when(one), one) for one in messages if self._chat in _names(one["chat"])]


def _names(chat: dict[str, Any]) -> tuple[str, str]:
    return str(chat.get("id")), f"@{chat.get('username')}".lower()


def _when(message: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(message.get("edit_date") or message["date"]), UTC)
