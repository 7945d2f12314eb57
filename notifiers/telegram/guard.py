"""Who may post in the channel, lowered in a crisis and restored exactly: those administrators that our bot itself made.

Telegram lets a bot change no others. The channel's owner, and whom the owner made, keep their rights; what they post is
seen by the watch as it comes.
"""

from collections.abc import Callable
from typing import Any

from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_POSTS = ("can_post_messages", "can_edit_messages", "can_post_stories", "can_edit_stories")
_RIGHT = "can_"
_NOT_A_RIGHT = "can_be_edited"


class Guard:
    """`call` makes one call of the Bot API and gives its `result`."""

    def __init__(self, call: Callable[..., Any], chat: str) -> None:
        self._call, self._chat = call, chat

    def roles(self) -> dict[str, Any]:
        """`users` maps ids to every right they have now."""
        ours = [one for one in self._administrators() if one.get(_NOT_A_RIGHT) and _may_post(one)]
        return {"users": {str(one["user"]["id"]): _rights(one) for one in ours}}

    def lower(self, before: dict[str, Any]) -> None:
        """Raises `NotifierError` where one of them could post still."""
        for user, rights in before["users"].items():
            self._give(user, {name: held and name not in _POSTS for name, held in rights.items()})
        still = [one for one in self._administrators() if str(one["user"]["id"]) in before["users"] and _may_post(one)]
        if still:
            sentence = say("Telegram did not take the right to post from {count} people.", count=len(still))
            raise NotifierError(sentence, RetryClass.OPERATOR)

    def restore(self, before: dict[str, Any]) -> None:
        for user, rights in before["users"].items():
            self._give(user, rights)

    def beyond_us(self) -> list[str]:
        """Who may post whatever we do."""
        fixed = [one for one in self._administrators() if not (one.get(_NOT_A_RIGHT) or one["user"]["is_bot"])]
        return [_name(one) for one in fixed if _may_post(one)]

    def _administrators(self) -> list[dict[str, Any]]:
        return list(self._call("GET", "getChatAdministrators", params={"chat_id": self._chat}))

    def _give(self, user: str, rights: dict[str, bool]) -> None:
        self._call("POST", "promoteChatMember", json={"chat_id": self._chat, "user_id": int(user), **rights})


def _may_post(one: dict[str, Any]) -> bool:
    return one.get("status") == "creator" or bool(one.get("can_post_messages"))


def _rights(one: dict[str, Any]) -> dict[str, bool]:
    return {name: bool(held) for name, held in one.items() if name.startswith(_RIGHT) and name != _NOT_A_RIGHT}


def _name(one: dict[str, Any]) -> str:
    return str(one["user"].get("username") or one["user"]["id"])
