"""Who may speak in the channel, lowered in a crisis and restored exactly: those administrators that our bot itself made.

Telegram lets a bot change no others. The channel's owner, and whom the owner made, keep their rights; what they post is
seen by the watch as it comes.
"""

from collections.abc import Callable
from typing import Any

from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_SPEAKS = (
    "can_post_messages",
    "can_edit_messages",
    "can_delete_messages",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_change_info",
    "can_manage_video_chats",
    "can_manage_direct_messages",
)
"""With any of these something can be said in the channel's name, or taken from it."""
_NOT_A_RIGHT = "can_be_edited"


class TelegramGuard:
    """`call` makes one call of the Bot API and gives its `result`; `me` is our bot's id, which is never touched."""

    def __init__(self, call: Callable[..., Any], chat: str, me: str) -> None:
        self._call, self._chat, self._me = call, chat, me

    def roles(self) -> dict[str, Any]:
        """`users` maps ids to every right they have now. Raises `NotifierError` where none of them can be lowered."""
        users = {user: _rights(one) for user, one in self._others().items() if one.get(_NOT_A_RIGHT) and _speaks(one)}
        fixed = self.beyond_us()
        if fixed and not users:
            sentence = say(
                "The bot has made nobody an administrator of the Telegram channel, so it can lower nobody. These can "
                "still post there: {names}.",
                names=", ".join(fixed),
            )
            raise NotifierError(sentence, RetryClass.OPERATOR)
        return {"users": users}

    def lower(self, before: dict[str, Any]) -> None:
        """Raises `NotifierError` where one of them could post still. Who is no administrator any more is passed over."""
        chosen = {user: one for user, one in self._others().items() if user in before["users"]}
        for user, one in chosen.items():
            if _speaks(one):
                self._give(user, {name: held and name not in _SPEAKS for name, held in before["users"][user].items()})
        still = [_name(one) for user, one in self._others().items() if user in chosen and _speaks(one)]
        if still:
            sentence = say("Telegram did not take the right to post from these: {names}.", names=", ".join(still))
            raise NotifierError(sentence, RetryClass.OPERATOR)

    def restore(self, before: dict[str, Any]) -> None:
        """Whom somebody has removed meanwhile is not made an administrator again."""
        left = []
        for user, one in self._others().items():
            rights = before["users"].get(user, {})
            if all(_rights(one).get(name, False) == held for name, held in rights.items()):
                continue
            if one.get(_NOT_A_RIGHT):
                self._give(user, rights)
            else:
                left.append(_name(one))
        if left:
            sentence = say(
                "The bot may no longer change these administrators of the Telegram channel: {names}. Give them their "
                "rights back by hand.",
                names=", ".join(left),
            )
            raise NotifierError(sentence, RetryClass.OPERATOR)

    def beyond_us(self) -> list[str]:
        """Who may post whatever we do: the owner, people and bots that others have let in."""
        return [_name(one) for one in self._others().values() if not one.get(_NOT_A_RIGHT) and _speaks(one)]

    def _others(self) -> dict[str, dict[str, Any]]:
        found = self._call("GET", "getChatAdministrators", params={"chat_id": self._chat})
        people = {str(one["user"]["id"]): one for one in found}
        return {user: one for user, one in people.items() if user != self._me}

    def _give(self, user: str, rights: dict[str, bool]) -> None:
        form = {"chat_id": self._chat, "user_id": int(user), **rights}
        self._call("POST", "promoteChatMember", json=form, creates=False)


def _speaks(one: dict[str, Any]) -> bool:
    return one.get("status") == "creator" or any(one.get(right) for right in _SPEAKS)


def _rights(one: dict[str, Any]) -> dict[str, bool]:
    """`can_manage_chat`, which every administrator has, keeps the lowered ones administrators."""
    held = {name: bool(value) for name, value in one.items() if name.startswith("can_") and name != _NOT_A_RIGHT}
    return held | {"is_anonymous": bool(one.get("is_anonymous"))}


def _name(one: dict[str, Any]) -> str:
    user = one["user"]
    return str(user.get("username") or user.get("first_name") or user["id"])
