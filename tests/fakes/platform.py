"""A fake platform with people's roles and posts on it, and a process that dies where it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from schemas.accounts.account import Account
from schemas.errors import NotifierError
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence
from store.context import AppContext
from tests.fakes import FakeChannels

ROLES = {"7": ["editor"], "8": ["author", "contributor"], "9": ["editor"]}


class Died(BaseException):
    """`kill -9`: nothing after it is carried out, no `except Exception` sees it."""


class Points:
    """Counts the places where a process can die, and dies at number `at`."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.passed = at, 0

    def pass_one(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise Died


class FakePlatform(FakeChannels):
    """A fake: locks the accounts in `lockable`, reads those in `watched`. `errors` are raised by the next calls, in order."""

    def __init__(
        self, points: Points | None = None, lockable: tuple[str, ...] = ("side",), watched: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self.points = points or Points()
        self.lockable, self.watched = lockable, watched
        self.people = {account: dict(ROLES) for account in lockable}
        self.posts: dict[str, list[RemotePost]] = {account: [] for account in watched}
        self.errors: list[NotifierError] = []
        self.calls: list[tuple[str, str]] = []
        self.unremovable: Sentence | None = None

    def can_lock(self, account: Account) -> bool:
        return account.id in self.lockable

    def can_watch(self, account: Account) -> bool:
        return account.id in self.watched

    def cannot_remove(self, account: Account) -> Sentence | None:
        return self.unremovable

    def roles(self, account: Account) -> dict[str, Any]:
        self._called("roles", account)
        found = {
            "users": {user: list(names) for user, names in self.people[account.id].items() if names != ["subscriber"]}
        }
        self.points.pass_one()
        return found

    def lock(self, account: Account, before: dict[str, Any]) -> None:
        self._called("lock", account)
        for user in before["users"]:
            self.people[account.id][user] = ["subscriber"]
            self.points.pass_one()

    def unlock(self, account: Account, before: dict[str, Any]) -> None:
        self._called("unlock", account)
        for user, names in before["users"].items():
            self.people[account.id][user] = list(names)
            self.points.pass_one()

    def read_back(self, account: Account, since: datetime) -> list[RemotePost]:
        self._called("read", account)
        return list(self.posts[account.id])

    def remove(self, account: Account, remote_id: str) -> Receipt:
        self._called("remove", account)
        self.posts[account.id] = [post for post in self.posts[account.id] if post.remote_id != remote_id]
        self.points.pass_one()
        return Receipt(remote_id=remote_id)

    def _called(self, what: str, account: Account) -> None:
        assert not account.sandbox, "an exercise never touches a platform"
        self.calls.append((what, account.id))
        self.points.pass_one()
        if self.errors:
            raise self.errors.pop(0)


@dataclass(frozen=True)
class DyingContext(AppContext):
    """A fake process: may die before a transaction, at its commit (nothing is kept), and right after it."""

    points: Points = field(default_factory=Points)

    @contextmanager
    def write(self) -> Iterator[Session]:
        self.points.pass_one()
        with super().write() as session:
            yield session
            self.points.pass_one()
        self.points.pass_one()
