"""A fake of the platforms that messages go to: what a request meets there is said beforehand, what arrived is kept."""

from datetime import datetime, timedelta
from enum import StrEnum

from schemas.accounts.account import Account
from schemas.drafts.rendering import PublishAction
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt
from schemas.sentence import say
from tests.fakes import FakeChannels, FakeClock


class Fate(StrEnum):
    """What a request meets."""

    ARRIVES = "arrives"
    BUSY = "busy"
    """Refused for now; nothing arrived."""
    REFUSED = "refused"
    """Refused for good; nothing arrived."""
    LOST = "lost"
    """No answer, and nothing arrived."""
    SILENT = "silent"
    """No answer, but it arrived."""
    SLOW = "slow"
    """No answer, but it arrived, and shows only a while later."""


_ERRORS = {
    Fate.BUSY: RetryClass.RETRY_BACKOFF,
    Fate.REFUSED: RetryClass.PERMANENT,
    Fate.LOST: RetryClass.AMBIGUOUS,
    Fate.SILENT: RetryClass.AMBIGUOUS,
    Fate.SLOW: RetryClass.AMBIGUOUS,
}
SHOWS_AFTER = timedelta(seconds=90)
"""Well within the time that the platform is given to settle."""
KNOWS_KEYS = ("side",)
"""The same key twice is one post there."""
READ_BACK = ("side", "skole")
MANY = ("a@kk.example", "b@kk.example")


class FakeNetwork(FakeChannels):
    """A fake: `side` knows keys, `skole` is read back, `tavle` has two recipients and tells nothing afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self._shows_from: dict[str, datetime] = {}
        """Key to when a post that was slow can be read back."""
        self.fate, self.blind = Fate.ARRIVES, False
        self.posts: list[Outgoing] = []
        """Everything that ever arrived, taken down since or not."""
        self.taken_down: set[str] = set()
        """Remote ids."""

    def recipients(self, account: Account) -> tuple[str, ...]:
        return MANY if account.id == "tavle" else ("",)

    def idempotent(self, account: Account) -> bool:
        return account.id in KNOWS_KEYS

    def can_find(self, account: Account) -> bool:
        return account.id in READ_BACK

    def send(self, account: Account, out: Outgoing) -> Receipt:
        assert account.id == out.account_id and out.recipient in self.recipients(account)
        if self.fate in (Fate.ARRIVES, Fate.SILENT, Fate.SLOW):
            self._arrive(account, out)
        if self.fate is Fate.SLOW:
            self._shows_from[out.key] = self.clock.now + SHOWS_AFTER
        if self.fate is not Fate.ARRIVES:
            raise _error(_ERRORS[self.fate])
        return self._receipt(out)

    def find(self, account: Account, out: Outgoing) -> Receipt | None:
        assert self.can_find(account)
        if self.blind:
            raise _error(RetryClass.RETRY_BACKOFF)
        if out.rendering.action is PublishAction.DELETE:
            return Receipt(remote_id=out.target) if out.target in self.taken_down else None
        if self._shows_from.get(out.key, self.clock.now) > self.clock.now:
            return None
        return self._receipt(out) if any(post.key == out.key for post in self.posts) else None

    def count(self, delivery_id: str, recipient: str) -> int:
        """How often this recipient has got this text."""
        return sum((post.delivery_id, post.recipient) == (delivery_id, recipient) for post in self.posts)

    def _arrive(self, account: Account, out: Outgoing) -> None:
        if out.rendering.action is PublishAction.DELETE:
            known = {self._receipt(post).remote_id for post in self.posts}
            assert out.target in known, "nothing but our own posts is taken down"
            self.taken_down.add(out.target or "")
        elif not (self.idempotent(account) and any(post.key == out.key for post in self.posts)):
            self.posts.append(out)

    def _receipt(self, out: Outgoing) -> Receipt:
        return Receipt(remote_id=f"post-{out.key}")


def _error(kind: RetryClass) -> NotifierError:
    return NotifierError(say("The channel failed in an unforeseen way ({error}).", error="prøve"), kind)
