"""The other half of the door: what others write to us comes in here, and is hidden or removed here.

An exercise's remarks come from its sandbox accounts, and only these can be handed any; a sandbox account never reads a platform.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from notifiers.base import sandbox
from notifiers.base.abilities import Ability
from notifiers.gateway import Gateway, LeakPrevented
from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Account
from schemas.dialogue.remark import RemarkDeed, RemarkPage, RemoteRemark
from schemas.sentence import Sentence, say

if TYPE_CHECKING:
    from notifiers.base.plugin import Plugin


class Listening(Gateway):
    """Every method but the questions raises `NotifierError`."""

    def remarks(self, account: Account, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        """A page of what is new or changed there since `cursor`; `own_posts` are remote ids, newest first."""
        return self._guarded(lambda: self._heard(account).remarks(cursor, own_posts))

    def remark(self, account: Account, known: RemoteRemark) -> RemoteRemark | None:
        """As it stands now; None where it is gone."""
        return self._guarded(lambda: self._heard(account).remark(known))

    def brought(self, account: Account, body: bytes) -> list[RemoteRemark] | None:
        """What a provider brings of what people send to us; None where it is something else. Raises `InvalidInput`."""
        return self._heard(account).brought(body)

    def signed(self, account: Account, body: bytes, headers: Mapping[str, str], now: datetime) -> str | None:
        """The nonce of what a provider has signed; None where it signs nothing. Raises `Refused`."""
        return self._heard(account).signed(body, headers, now)

    def hide(self, account: Account, remark: RemoteRemark) -> None:
        self._guarded(lambda: self._heard(account).hide(remark))

    def unhide(self, account: Account, remark: RemoteRemark) -> None:
        self._guarded(lambda: self._heard(account).unhide(remark))

    def remove_remark(self, account: Account, remark: RemoteRemark) -> None:
        self._guarded(lambda: self._heard(account).remove_remark(remark))

    def give(self, account: Account, remark: RemoteRemark) -> None:
        """Put a remark, or a new version of one, in a sandbox account's inbox. `LeakPrevented` for any other account."""
        plugin = self._plugin(account) if account.sandbox else None
        if not isinstance(plugin, sandbox.SandboxPlugin):
            raise LeakPrevented(say("An exercise cannot reach {account}.", account=account.id))
        plugin.give(remark)

    def unable(self, account: Account, deed: RemarkDeed) -> Sentence | None:
        """Why it cannot be done on this account; None where it can."""
        acting = self._acting(account)
        if acting is None:
            return self.why_not(account) or say("{account} is not connected yet.", account=account.id)
        return acting.unable(Ability(deed.value))

    def remarks_every(self, account: Account) -> float:
        """Seconds between two reads, at the most often."""
        return 0.0 if account.sandbox else PLATFORMS[account.platform].remarks_every

    def _heard(self, account: Account) -> "Plugin":
        plugin = self._plugin(account)
        if account.sandbox and not isinstance(plugin, sandbox.SandboxPlugin):
            raise LeakPrevented(
                say("{account} is a sandbox account; no platform stands behind it.", account=account.id)
            )
        return plugin

    def lists_answers(self, account: Account) -> bool:
        return PLATFORMS[account.platform].lists_answers

    def answer_begins(self, account: Account, author: str) -> str:
        """What stands before an answer to them there; a sandbox shows the words alone."""
        return "" if account.sandbox else PLATFORMS[account.platform].answer_begins.format(author=author)

    def private_within(self, account: Account) -> timedelta | None:
        """A sandbox has nobody to write to."""
        able = self.unable(account, RemarkDeed.PRIVATELY) is None
        return PLATFORMS[account.platform].private_within if able and not account.sandbox else None

    def replies_apart(self, account: Account) -> float:
        """Seconds between two of many replies in the same words; nobody takes a sandbox for spam."""
        return 0.0 if account.sandbox else PLATFORMS[account.platform].replies_apart
