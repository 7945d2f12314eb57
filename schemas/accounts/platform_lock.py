"""The lock at one account's platform, as the worker carries it out."""

from typing import Any

from schemas.base import Noun
from schemas.states import PlatformLockStatus


class PlatformLock(Noun):
    """One step to be made now. `before` is what `roles()` gave; None until it is stored.

    `holder` names the lease this step is made under.
    """

    id: str
    account_id: str
    crisis_id: str
    status: PlatformLockStatus
    before: dict[str, Any] | None = None
    holder: str
