"""What the store needs to know of channels, without knowing any: implemented by `notifiers`."""

from typing import Protocol

from schemas.account import Account
from schemas.content import MessageKind
from schemas.rendering import Action, Rendering, RenderJob
from schemas.sentence import Sentence


class Channels(Protocol):
    """Pure questions about channels; none of them sends anything."""

    def render(self, job: RenderJob) -> Rendering:
        """Raises `InvalidInput` where the channel cannot carry the text."""

    def plan_action(self, account: Account, kind: MessageKind, *, has_original: bool) -> Action: ...

    def why_not(self, account: Account) -> Sentence | None:
        """Why nothing can be sent to this account now; None if it is connected."""

    def recipients(self, account: Account) -> tuple[str, ...]:
        """One request each; `("",)` where the account has no addressees."""

    def idempotent(self, account: Account) -> bool:
        """True where sending the same key twice posts once."""

    def can_find(self, account: Account) -> bool:
        """True where a send in doubt can be read back."""
