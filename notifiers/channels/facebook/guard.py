"""Who may publish on the page, lowered in a crisis and restored exactly (the page's `assigned_users`).

It takes a page that a business portfolio owns, and the portfolio's own system user. Whoever administers the portfolio
can still give the tasks back by hand; what they then post is seen by the watch.
"""

from collections.abc import Callable, Iterator
from typing import Any

from notifiers.base import graph
from notifiers.base.pages import pages
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

PUBLISHES = ("MANAGE", "CREATE_CONTENT", "PROFILE_PLUS_FULL_CONTROL", "PROFILE_PLUS_CREATE_CONTENT")
_LOWERED = ["ANALYZE"]
"""Sees numbers, publishes nothing."""
_PAGE = "100"


class FacebookGuard:
    """`ask` sends a request below the page; `me` is the system user whose token we use, and is never touched."""

    def __init__(self, ask: Callable[..., dict[str, Any]], business: str, me: str) -> None:
        self._ask, self._business, self._me = ask, business, me

    def roles(self) -> dict[str, Any]:
        """`users` maps ids to tasks in their order: who may publish and will be lowered."""
        able = {str(user["id"]): list(user["tasks"]) for user in self._users() if may_publish(user)}
        return {"me": self._me, "users": {user: tasks for user, tasks in able.items() if user != self._me}}

    def lower(self, before: dict[str, Any]) -> None:
        """Raises `NotifierError` where someone could publish still."""
        chosen = [user for user in before["users"] if user != self._me]
        for user in chosen:
            self._give(user, _LOWERED)
        still = [
            str(user.get("name", user["id"]))
            for user in self._users()
            if str(user["id"]) in chosen and may_publish(user)
        ]
        if still:
            sentence = say(
                "These people may still publish on the Facebook page: {names}. Lower them in the business portfolio.",
                names=", ".join(still),
            )
            raise NotifierError(sentence, RetryClass.OPERATOR)

    def restore(self, before: dict[str, Any]) -> None:
        for user, tasks in before["users"].items():
            self._give(user, list(tasks))

    def _users(self) -> Iterator[dict[str, Any]]:
        asked = {"business": self._business, "fields": "id,name,tasks", "limit": _PAGE}
        for page in pages(lambda more: self._ask("GET", "assigned_users", params=more), asked, graph.following):
            yield from page["data"]

    def _give(self, user: str, tasks: list[str]) -> None:
        form = {"business": self._business, "user": user, "tasks": tasks}
        answer = self._ask("POST", "assigned_users", json=form, creates=False)
        if answer.get("success") is not True:
            raise NotifierError(
                say("Facebook did not take the new tasks of user {user}.", user=user), RetryClass.OPERATOR
            )


def may_publish(user: dict[str, Any]) -> bool:
    return any(task in PUBLISHES for task in user.get("tasks", []))
