"""The one door out: every request of ours leaves here, and an exercise's can only leave to a sandbox."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from config.process import log
from notifiers import registry
from notifiers.base import health, many, sandbox
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.adhoc import removal
from notifiers.base.places import Places
from notifiers.platforms import PLATFORMS
from policy.exercises.sandbox import may_reach
from schemas.accounts.account import Account
from schemas.errors import KrisekanalError, NotifierError, Refused, RetryClass
from schemas.exercises.fault import FaultKind
from schemas.messages.bulk import Batch, Sent
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.messages.turn import Turn
from schemas.recipients.delivery_report import DeliveryReport
from schemas.sentence import Sentence, say

if TYPE_CHECKING:
    from notifiers.base.plugin import Plugin

T = TypeVar("T")
Faults = Callable[[str], FaultKind | None]
"""Account id of a sandbox account to what an exercise has broken on it."""


def _whole(account_id: str) -> FaultKind | None:
    return None


class LeakPrevented(Refused):
    """An exercise was about to leave its sandbox, or a real message to enter one. Always a bug of ours."""


class Gateway:
    """`secret` looks a stored Apprise URL up by name. Safe to use from many threads; no lock is held in a send."""

    def __init__(self, places: Places, secret: Callable[[str], str | None]) -> None:
        self._places = places
        self._secret = secret
        self._plugins: dict[str, Plugin] = {}
        self._faults: Faults = _whole
        self._making = Lock()

    def send(self, account: Account, out: Outgoing) -> Receipt:
        """One request. Raises `NotifierError`, or `LeakPrevented` before any plugin is touched."""
        plugin = self._for_exercise(account, out) if out.exercise else self._for_public(account, out)
        return self._guarded(lambda: plugin.deliver(out))

    def find(self, account: Account, out: Outgoing) -> Receipt | None:
        """After an ambiguous send: did it land? None means that it surely did not. Raises `NotifierError`."""
        plugin = self._for_exercise(account, out) if out.exercise else self._for_public(account, out)
        return self._guarded(lambda: plugin.find(out))

    def send_many(self, account: Account, batch: Batch, go_on: Callable[[], bool]) -> list[Sent]:
        """What came of each, in order. Raises `LeakPrevented` alone: no exercise takes this road."""
        return many.text_by_text(batch, lambda text: self._send_text(account, text, go_on))

    def _send_text(self, account: Account, batch: Batch, go_on: Callable[[], bool]) -> list[Sent]:
        try:
            plugin = self._for_public(account, batch.out)
            return self._guarded(lambda: plugin.deliver_many(batch, go_on))
        except NotifierError as error:
            return [Sent(kind=error.kind, retry_after=error.retry_after, error=str(error))] * len(batch.to)

    def find_many(self, account: Account, batch: Batch) -> dict[int, Receipt]:
        """Those of a batch in doubt that landed, by their number. Raises `NotifierError`."""
        plugin = self._for_public(account, batch.out)
        found = [self._guarded(partial(plugin.find_many, text)) for text in batch.by_text()]
        return {number: receipt for part in found for number, receipt in part.items()}

    def delivery_reports(self, account: Account, body: bytes, asked: Mapping[str, str]) -> list[DeliveryReport]:
        """What the account's provider tells of messages that it has taken. Raises `NotifierError`, `InvalidInput`."""
        return self._public(account).delivery_reports(body, asked)

    def fetch_reports(self, account: Account, take: Callable[[DeliveryReport], bool]) -> None:
        """From providers that do not bring them. What is not taken is brought again. Raises `NotifierError`."""
        self._guarded(lambda: self._public(account).fetch_reports(take))

    def roles(self, account: Account) -> dict[str, Any]:
        """Who may post at the platform now; reads only. This and the next two raise `NotifierError`."""
        return self._guarded(self._public(account).roles)

    def lock(self, account: Account, before: dict[str, Any]) -> None:
        """Lower the roles that `roles` gave. Safe to do again."""
        self._guarded(lambda: self._public(account).lock(before))

    def unlock(self, account: Account, before: dict[str, Any]) -> None:
        """Restore exactly what `before` says. Safe to do again."""
        self._guarded(lambda: self._public(account).unlock(before))

    def read_back(self, account: Account, since: datetime) -> list[RemotePost]:
        """What stands on a public account since then (aware), newest last. Raises `NotifierError`."""
        return self._guarded(lambda: self._public(account).watch(since))

    def remove(self, account: Account, remote_id: str) -> Receipt:
        """Take down a post that is not ours. Gone already counts as done. Raises `NotifierError`."""
        return self._guarded(lambda: self._public(account).delete(removal(account, remote_id)))

    def check(self, account: Account) -> list[Diagnosis]:
        """Tries the connection without publishing anything."""
        why = self.why_not(account)
        if why:
            return [Diagnosis(level="error", sentence=why)]
        try:
            return self._guarded(lambda: health.examine(self._plugin(account), datetime.now(UTC)))
        except NotifierError as error:
            return [Diagnosis(level="error", sentence=error.sentence)]

    def expires(self, account: Account) -> datetime | None:
        """When the token we hold ends; None where it does not, or where nothing is connected."""
        acting = self._acting(account)
        return acting.expires if acting else None

    def renew(self, account: Account) -> str:
        """A new address for the vault, with a token that lasts longer. Raises `NotifierError`."""
        return self._guarded(self._public(account).renew)

    def why_not(self, account: Account) -> Sentence | None:
        spec = PLATFORMS[account.platform]
        if account.url:
            return None
        if spec.acts is None:
            return spec.cannot(Ability.PUBLISH)
        if account.secret is None:
            return say(
                "{account} is not connected yet: give it a `secret:` in the municipality file.", account=account.id
            )
        if self._secret(account.secret) is None and spec.lets_in:
            return say(
                "{account} is not connected yet: run `krisekanal channel connect {account}`.", account=account.id
            )
        if self._secret(account.secret) is None:
            return say(
                "{account} is not connected yet: store its address with `krisekanal secret set {secret}`.",
                account=account.id,
                secret=account.secret,
            )
        return None

    def redirected_to(self, account: Account) -> str | None:
        """What a platform closed to programs would get, goes to the account's `fallback`."""
        spec = PLATFORMS[account.platform]
        closed = spec.acts is None and spec.note is not None
        return account.fallback if closed and not account.sandbox else None

    def recipients(self, account: Account) -> tuple[str, ...]:
        return account.recipients or ("",)

    def idempotent(self, account: Account) -> bool:
        acting = self._acting(account)
        return acting is not None and acting.idempotent

    def can_find(self, account: Account) -> bool:
        return self._able(account, Ability.READ_BACK)

    def can_lock(self, account: Account) -> bool:
        return not account.sandbox and self._able(account, Ability.LOCK)

    def can_watch(self, account: Account) -> bool:
        """Where others than this program can post, and what they post can be seen."""
        acting = self._acting(account)
        seen = self._able(account, Ability.READ_BACK) or (acting is not None and acting.sees_foreign_posts)
        return not account.sandbox and acting is not None and acting.can_be_posted_by_others and seen

    def cannot_remove(self, account: Account) -> Sentence | None:
        acting = self._acting(account)
        if acting is None:
            return self.why_not(account) or say("{account} is not connected yet.", account=account.id)
        return acting.cannot.get(Ability.RETRACT)

    def batch_size(self, account: Account) -> int:
        acting = self._acting(account)
        return acting.batch_size if acting else 1

    def at_once(self, account: Account) -> int:
        acting = self._acting(account)
        return acting.at_once if acting else 1

    def gives_exact_text(self, account: Account) -> bool:
        acting = self._acting(account)
        return acting is not None and acting.exact_text

    def turn(self, account: Account) -> Turn:
        return PLATFORMS[account.platform].turn

    def watch_every(self, account: Account) -> float:
        return PLATFORMS[account.platform].watch_every

    def refuses_same(self, account: Account) -> bool:
        return not account.sandbox and PLATFORMS[account.platform].refuses_same

    def settles_within(self, account: Account) -> timedelta:
        """A sandbox account's file is written at once, whatever platform it imitates."""
        return timedelta(0) if account.sandbox else PLATFORMS[account.platform].settles_within

    def warm(self, accounts: Iterable[Account] = ()) -> None:
        """Make these accounts' plugins now; the first message must not pay for it (0.2 s and more).

        What cannot be made is told by `why_not`, `check` and `send`; here it must not keep a worker from starting.
        """
        for account in accounts:
            with suppress(KrisekanalError):
                self._plugin(account)

    def set_fault_injector(self, faults: Faults) -> None:
        """From now on sandbox accounts ask this before they write. No other channel ever does."""
        self._faults = faults

    def forget(self) -> None:
        """Make every plugin anew, with the secrets as they are now."""
        with self._making:
            self._plugins.clear()

    def _for_exercise(self, account: Account, out: Outgoing) -> "sandbox.SandboxPlugin":
        plugin = self._plugin(account) if account.sandbox else None
        if not out.exercise or not isinstance(plugin, sandbox.SandboxPlugin):
            raise LeakPrevented(say("An exercise cannot reach {account}.", account=account.id))
        return plugin

    def _for_public(self, account: Account, out: Outgoing) -> "Plugin":
        refused = may_reach(account, exercise=out.exercise).refusal
        if refused:
            raise LeakPrevented(refused)
        return self._plugin(account)

    def _public(self, account: Account) -> "Plugin":
        """An exercise never touches a platform, not even to read it."""
        if account.sandbox:
            raise LeakPrevented(
                say("{account} is a sandbox account; no platform stands behind it.", account=account.id)
            )
        return self._plugin(account)

    def _able(self, account: Account, ability: Ability) -> bool:
        acting = self._acting(account)
        return acting is not None and acting.unable(ability) is None

    def _acting(self, account: Account) -> "Plugin | None":
        """Sandbox accounts are all consoles, whatever they imitate. None where nothing can act for the account."""
        try:
            return self._plugin(account) if self.why_not(account) is None else None
        except NotifierError:
            return None

    def _plugin(self, account: Account) -> "Plugin":
        """Made once per account and address, so that a changed secret or setting is taken up by a worker that runs."""
        url = account.url or self._secret(account.secret or "")
        if url is None:
            why = self.why_not(account) or say("{account} is not connected yet.", account=account.id)
            raise NotifierError(why, RetryClass.OPERATOR)
        key = f"{account.id} {account.api_version} {account.window} {url}"
        with self._making:
            if key not in self._plugins:
                made = registry.make_plugin(url)
                _of_its_kind(account, made)
                made.bind(account, self._places)
                if account.sandbox and isinstance(made, sandbox.SandboxPlugin):
                    made.faults = lambda account_id: self._faults(account_id)
                self._plugins[key] = made
            return self._plugins[key]

    def _guarded(self, work: Callable[[], T]) -> T:
        """What a library throws at us is ambiguous: nobody knows how far it came. Its text may hold secrets."""
        try:
            return work()
        except KrisekanalError:
            raise
        except Exception as error:
            log.get().error("a channel failed in an unforeseen way", error=type(error).__name__)
            raise NotifierError(
                say("The channel failed in an unforeseen way, and nobody knows how far it came."), RetryClass.AMBIGUOUS
            ) from None


def _of_its_kind(account: Account, made: "Plugin") -> None:
    """Apprise's own `mailto://` would post once per recipient, to one reader; most of its others could correct nothing."""
    spec = PLATFORMS[account.platform]
    wanted = spec.plugin
    if account.url or account.sandbox or spec.any_service or wanted is None or isinstance(made, wanted):
        return
    sentence = say(
        "The stored address of {account} is of another kind. {channel} needs `{schema}://`; store one with "
        "`krisekanal secret set {secret}`.",
        account=account.id,
        channel=wanted.service_name,
        schema=wanted.secure_protocol or wanted.protocol,
        secret=account.secret,
    )
    raise NotifierError(sentence, RetryClass.OPERATOR)
