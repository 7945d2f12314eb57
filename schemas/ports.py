"""What the store needs to know of channels, without knowing any: implemented by `notifiers`."""

from datetime import timedelta
from typing import Protocol

from schemas.accounts.account import Account
from schemas.dialogue.remark import RemarkDeed
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import PublishAction, Rendering, RenderJob
from schemas.messages.turn import Turn
from schemas.sentence import Sentence


class Channels(Protocol):
    """Pure questions about channels; none of them sends anything."""

    def render(self, job: RenderJob) -> Rendering:
        """Raises `InvalidInput` where the channel cannot carry the text."""

    def plan_action(self, account: Account, kind: MessageKind, *, has_original: bool) -> PublishAction: ...

    def declines(self, account: Account, content: Content, *, has_original: bool) -> Sentence | None:
        """Why there is nothing for this account in the message (a text for YouTube); None if there is."""

    def redirected_to(self, account: Account) -> str | None:
        """Id of the account that gets what a platform closed to programs no longer takes; None for all others."""

    def why_not(self, account: Account) -> Sentence | None:
        """Why nothing can be sent to this account now; None if it is connected."""

    def recipients(self, account: Account) -> tuple[str, ...]:
        """One request each; `("",)` where the account has no addressees."""

    def batch_size(self, account: Account) -> int:
        """Recipients that one request, or one go over a line, takes."""

    def at_once(self, account: Account) -> int:
        """Batches on their way at the same time, of one process."""

    def idempotent(self, account: Account) -> bool:
        """True where sending the same key twice posts once."""

    def can_find(self, account: Account) -> bool:
        """True where a send in doubt can be read back."""

    def can_lock(self, account: Account) -> bool:
        """True where the platform itself can be locked and opened again."""

    def can_watch(self, account: Account) -> bool:
        """True where posts made by others can be read."""

    def gives_exact_text(self, account: Account) -> bool:
        """True where a post is read back to the letter, so that a changed one is seen."""

    def turn(self, account: Account) -> Turn:
        """When it goes where many want to leave at once."""

    def watch_every(self, account: Account) -> float:
        """Seconds between two reads of a watched account: within the platform's quota, once a minute at least."""

    def refuses_same(self, account: Account) -> bool:
        """True where the platform takes no post in the very words of one before."""

    def settles_within(self, account: Account) -> timedelta:
        """How long after a request without an answer the post may still show; read back over this time before a person is asked."""

    def unable(self, account: Account, deed: RemarkDeed) -> Sentence | None:
        """Why this cannot be done about remarks there; None if it can."""

    def remarks_every(self, account: Account) -> float:
        """Seconds between two reads of what others write there, at the most often: a minute at the most."""

    def lists_answers(self, account: Account) -> bool:
        """True where it shows the list of questions and answers."""

    def answer_begins(self, account: Account, author: str) -> str:
        """What is put before an answer to this author there; nothing where the platform names nobody."""

    def private_within(self, account: Account) -> timedelta | None:
        """How long after a remark it may be answered privately there, once; None where it never may."""

    def replies_apart(self, account: Account) -> float:
        """Seconds between two of many replies in the same words."""

    def cannot_remove(self, account: Account) -> Sentence | None:
        """Why a post cannot be taken down there by us; None if it can."""
