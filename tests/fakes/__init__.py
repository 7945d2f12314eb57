"""Fakes: harmless stand-ins, each as strict as the thing it stands for."""

from datetime import UTC, datetime, timedelta

from schemas.accounts.account import Account, Platform
from schemas.dialogue.remark import RemarkDeed
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import PublishAction, Rendering, RenderJob
from schemas.errors import InvalidInput
from schemas.messages.turn import Turn
from schemas.sentence import Sentence, say

LIMIT = 500
_FOLLOW_UPS = {MessageKind.CORRECTION: PublishAction.EDIT, MessageKind.RETRACTION: PublishAction.DELETE}


class FakeChannels:
    """A fake `Channels`: refuses texts over 500 characters, knows which accounts are connected."""

    def __init__(
        self, *, idempotent: bool = True, readable: bool | None = None, recipients: tuple[str, ...] = ("",)
    ) -> None:
        """What knows keys can be read back too, unless `readable` says otherwise."""
        self._idempotent = idempotent
        self._readable = idempotent if readable is None else readable
        self._recipients = recipients

    def render(self, job: RenderJob) -> Rendering:
        text = f"{job.content.title}\n\n{job.content.body}"
        if len(text) > LIMIT:
            raise InvalidInput(say("The text is too long for {channel}.", channel=job.account.id))
        action = self.plan_action(job.account, job.content.kind, has_original=job.original is not None)
        return Rendering(
            account_id=job.account.id, action=action, title=job.content.title, text=text, length=len(text), limit=LIMIT
        )

    def plan_action(self, account: Account, kind: MessageKind, *, has_original: bool) -> PublishAction:
        if kind is MessageKind.REPLY:
            return PublishAction.REPLY
        return _FOLLOW_UPS.get(kind, PublishAction.PUBLISH) if has_original else PublishAction.PUBLISH

    def declines(self, account: Account, content: Content, *, has_original: bool) -> Sentence | None:
        return None

    def redirected_to(self, account: Account) -> str | None:
        return None

    def why_not(self, account: Account) -> Sentence | None:
        if account.url or account.secret:
            return None
        return say("{account} is not connected yet.", account=account.id)

    def refuses_same(self, account: Account) -> bool:
        return False

    def recipients(self, account: Account) -> tuple[str, ...]:
        return self._recipients

    def batch_size(self, account: Account) -> int:
        return 100

    def at_once(self, account: Account) -> int:
        return 1

    def idempotent(self, account: Account) -> bool:
        return self._idempotent

    def can_find(self, account: Account) -> bool:
        return self._readable

    def can_lock(self, account: Account) -> bool:
        return False

    def can_watch(self, account: Account) -> bool:
        return False

    def gives_exact_text(self, account: Account) -> bool:
        return True

    def turn(self, account: Account) -> Turn:
        return Turn.REST

    def watch_every(self, account: Account) -> float:
        return 45.0

    def unable(self, account: Account, deed: RemarkDeed) -> Sentence | None:
        return self.why_not(account)

    def remarks_every(self, account: Account) -> float:
        return 45.0

    def lists_answers(self, account: Account) -> bool:
        return account.platform is Platform.PUBLIC_PAGE

    def answer_begins(self, account: Account, author: str) -> str:
        return f"@{author} " if account.platform is Platform.MASTODON else ""

    def private_within(self, account: Account) -> timedelta | None:
        return timedelta(days=7) if account.platform is Platform.FACEBOOK else None

    def replies_apart(self, account: Account) -> float:
        return 5.0

    def settles_within(self, account: Account) -> timedelta:
        return timedelta(minutes=2)

    def cannot_remove(self, account: Account) -> Sentence | None:
        return self.why_not(account)


class FakeClock:
    """A fake clock: stands still until told to move, one microsecond a look so that order is kept."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)
