"""The base of every channel of ours: an Apprise plugin that raises, and returns receipts.

Apprise's own `send()` answers with a bare bool: no id, no reason. Ours answers with a `Receipt` or
raises `NotifierError` with the class of retry; `send()` is the shell that lets plain Apprise use it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from apprise import NotifyType

from notifiers.base import adhoc, clocks, many
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.dialogue import Dialogue
from notifiers.base.guard import Guard
from notifiers.base.markup import squeezed
from notifiers.base.places import Places
from schemas.accounts.account import Account
from schemas.dialogue.remark import RemoteRemark
from schemas.drafts.rendering import PublishAction
from schemas.errors import InvalidInput, NotifierError, RetryClass
from schemas.messages.bulk import Batch, Sent
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.recipients.delivery_report import DeliveryReport
from schemas.sentence import say


class Plugin(Dialogue):
    """Subclass, set the class variables, implement what the platform can do.

    `cannot` maps every missing ability to the sentence the screen shows. `idempotent` is True where
    sending twice with the same `Outgoing.key` posts once.
    """

    secure_protocol: str | None
    protocol: str | None

    idempotent: ClassVar[bool] = False
    exact_text: ClassVar[bool] = False
    """True where `read_back` gives texts to the letter (blanks aside), so that a post changed by others is seen."""
    can_be_posted_by_others: ClassVar[bool] = True
    """False where nobody but this program can post, so that there is nothing to watch."""
    sees_foreign_posts: ClassVar[bool] = False
    """True where `watch` shows what others post although nothing of ours can be read back."""

    titled: ClassVar[bool] = False
    """True where the title has a place of its own, and is part of what was said."""

    batch_size: ClassVar[int] = 100
    """Recipients that are written down as begun together (`deliver_many`)."""
    at_once: int = 4
    """Batches on their way at the same time."""

    account: Account
    places: Places
    guard: Guard | None = None
    version: str = ""
    """API version that this channel speaks, "" where there is only one."""
    version_ends: date | None = None
    expires: datetime | None = None
    """When the token we hold ends; None where it does not, or where a new one is made from a lasting grant."""
    renewable: bool = False
    """True where `renew` can exchange the token for one that lasts longer, without a person."""
    clocks_apart: float | None = None
    """Seconds between the platform's clock and ours at the last answer."""

    def bind(self, account: Account, places: Places) -> None:
        """Tell the plugin which account it serves; the gateway calls this once, before any send."""
        self.account = account
        self.places = places

    @classmethod
    def from_service(cls, given: str) -> str | None:
        """An address of ours for one that the service itself shows to be copied; None where it shows none, or this is another."""
        return None

    def deliver(self, out: Outgoing) -> Receipt:
        """Carry out one request. Raises `NotifierError`."""
        act = {
            PublishAction.PUBLISH: self.publish,
            PublishAction.EDIT: self.edit,
            PublishAction.DELETE: self.delete,
            PublishAction.FOLLOW_UP: self.follow_up,
            PublishAction.REPLY: self.reply_privately if out.privately else self.reply,
        }
        return act[out.rendering.action](out)

    def deliver_many(self, batch: Batch, go_on: Callable[[], bool]) -> list[Sent]:
        """What came of each, in order; raises nothing. Once `go_on` says no, whoever's request has not left is to be tried again."""
        return many.one_by_one(self.deliver, batch, go_on)

    def delivery_reports(self, body: bytes, asked: Mapping[str, str]) -> list[DeliveryReport]:
        """Of what a provider has sent us, `asked` being the words behind the ?. Raises `InvalidInput` for another kind."""
        raise InvalidInput(say("{channel} sends no delivery reports.", channel=self.service_name))

    def signed(self, body: bytes, headers: Mapping[str, str], now: datetime) -> str | None:
        """The nonce of what the provider has sent us and signed, good for one use; None where this account's provider signs nothing.
        `headers` in small letters. Raises `Refused` for what is not signed as agreed."""
        return None

    def fetch_reports(self, take: Callable[[DeliveryReport], bool]) -> None:
        """Ask the provider for delivery reports, where it brings none by itself; one that is not taken is brought again. Raises
        `NotifierError`."""

    def brought(self, body: bytes) -> list[RemoteRemark] | None:
        """What people have sent to us, as a provider brings it; None for anything else. Raises `InvalidInput` for what cannot be read.

        Its ids are those that `remarks` gives: whichever comes first.
        """
        return None

    def find_many(self, batch: Batch) -> dict[int, Receipt]:
        """Those of a batch in doubt that landed, by their number; who is not there surely did not. Raises `NotifierError`."""
        found = ((each.number, self.find(batch.one(each))) for each in batch.to)
        return {number: receipt for number, receipt in found if receipt}

    def publish(self, out: Outgoing) -> Receipt:
        raise self._cannot(Ability.PUBLISH)

    def edit(self, out: Outgoing) -> Receipt:
        raise self._cannot(Ability.CORRECT)

    def delete(self, out: Outgoing) -> Receipt:
        raise self._cannot(Ability.RETRACT)

    def follow_up(self, out: Outgoing) -> Receipt:
        return self.publish(out)

    def read_back(self, since: datetime) -> list[RemotePost]:
        """Posts on the account since then (aware), newest last. Raises `NotifierError`."""
        return list(self.newest(since))[::-1]

    def watch(self, since: datetime) -> list[RemotePost]:
        """What stands there since then that others may have posted; where nothing better is, all that can be read back."""
        return self.read_back(since)

    def find(self, out: Outgoing) -> Receipt | None:
        """After an ambiguous send: did it land? None means it surely did not. Raises `NotifierError`.

        A channel fills in `newest` and `shown`; one that can look its own key up fills in `published`.
        """
        action = out.rendering.action
        if action is PublishAction.DELETE:
            return None if self.shown(str(out.target)) else Receipt(remote_id=out.target, detail="read back")
        if action is PublishAction.EDIT:
            there = self.shown(str(out.target))
            there = there if there and self.says(there, out) else None
        elif action is PublishAction.REPLY:
            there = self.replied(out)
        else:
            there = self.published(out)
        return Receipt(remote_id=there.remote_id, remote_url=there.remote_url, detail="read back") if there else None

    def newest(self, since: datetime) -> Iterable[RemotePost]:
        """Posts on the account since then (aware), newest first; the rest are asked for as they are wanted."""
        raise self._cannot(Ability.READ_BACK)

    def shown(self, target: str) -> RemotePost | None:
        """What readers see at `target` now; None where nothing is."""
        raise self._cannot(Ability.READ_BACK)

    def published(self, out: Outgoing) -> RemotePost | None:
        """The post that `out` made: by its exact words since the approval, since older ones may say the same."""
        return next((post for post in self.newest(out.approved_at - clocks.APART) if self.says(post, out)), None)

    def says(self, post: RemotePost, out: Outgoing) -> bool:
        same = squeezed(post.text) == squeezed(out.rendering.shown)
        return same and (not self.titled or squeezed(post.title) == squeezed(out.rendering.title))

    def roles(self) -> dict[str, Any]:
        """Who may post now, in plain JSON: all that `unlock` needs to restore. Changes nothing. Raises `NotifierError`."""
        return self._guard().roles()

    def lock(self, before: dict[str, Any]) -> None:
        """Lower the roles in `before`. Safe to do again; never locks out the account our own token uses.

        Raises `NotifierError`; some roles may have been lowered by then.
        """
        self._guard().lower(before)

    def unlock(self, before: dict[str, Any]) -> None:
        """Restore exactly what `before` says. Safe to do again. Raises `NotifierError`."""
        self._guard().restore(before)

    def check(self) -> list[Diagnosis]:
        """Try the connection without publishing anything."""
        return []

    def renew(self) -> str:
        """A whole new address for the vault, with a token that lasts longer. Raises `NotifierError`."""
        sentence = say(
            "{channel} gives no longer access without a person. Connect the account again with "
            "`krisekanal channel connect`.",
            channel=self.service_name,
        )
        raise NotifierError(sentence, RetryClass.REAUTH)

    def send(self, body: str, title: str = "", notify_type: Any = NotifyType.INFO, **_: Any) -> bool:
        """Plain Apprise's door: publish `body` as it is, True or False."""
        try:
            self.publish(self.from_apprise(body, title))
        except NotifierError as error:
            self.logger.warning("%s: %s", self.service_name, error)
            return False
        return True

    def from_apprise(self, body: str, title: str) -> Outgoing:
        """What plain Apprise gives us, a text that never saw the desk, as an `Outgoing`."""
        return adhoc.from_apprise(body, title)

    def _guard(self) -> Guard:
        """Raises `NotifierError` where the platform, or this address, gives no lock."""
        if self.guard is None or Ability.LOCK in self.cannot:
            raise self._cannot(Ability.LOCK)
        return self.guard
