"""The lock on a Mastodon server of one's own: its administrator disables the account's login.

Nobody gets in then, our own token neither: for each request of ours the login is opened, used and closed again. Who
knows the password could slip in during that second; the watch sees what they post.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from notifiers.base import web
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_DISABLED = "currently disabled"
"""In the server's own answer to a disabled login."""


class MastodonGuard:
    """`ask` sends a request with the administrator's token (scopes `admin:read:accounts admin:write:accounts`) about `name`."""

    def __init__(self, ask: Callable[..., web.Response], name: str) -> None:
        self._ask, self._name = ask, name
        self._one_at_a_time = RLock()

    def roles(self) -> dict[str, Any]:
        account = self._account()
        return {"account": account, "disabled": self._disabled(account)}

    def lower(self, before: dict[str, Any]) -> None:
        self._ask("POST", f"/api/v1/admin/accounts/{before['account']}/action", json={"type": "disable"})
        if not self._disabled(before["account"]):
            raise NotifierError(say("The Mastodon server did not lock the account."), RetryClass.OPERATOR)

    def restore(self, before: dict[str, Any]) -> None:
        if self._disabled(before["account"]) and not before["disabled"]:
            self._enable(before["account"])

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Closed again however the request goes."""
        account = self._account()
        with self._one_at_a_time:
            self._enable(account)
            try:
                yield
            finally:
                self.lower({"account": account})

    def _account(self) -> str:
        """The account's id; a disabled login cannot be asked for its own."""
        for status in ("active", "disabled"):
            asked = {"origin": "local", "status": status, "username": self._name}
            for one in self._ask("GET", "/api/v2/admin/accounts", params=asked).json():
                if one.get("username") == self._name:
                    return str(one["id"])
        raise NotifierError(
            say("The Mastodon server has no account called {name}.", name=self._name), RetryClass.OPERATOR
        )

    def _disabled(self, account: str) -> bool:
        found = self._ask("GET", f"/api/v1/admin/accounts/{account}").json()
        return bool(found.get("disabled"))

    def _enable(self, account: str) -> None:
        self._ask("POST", f"/api/v1/admin/accounts/{account}/enable")


def shut(answer: web.Response) -> bool:
    """Whether the login is disabled, and nothing else is wrong."""
    return answer.status_code == 403 and _DISABLED in answer.text
