"""A request to open an official account."""

from pydantic import Field

from schemas.accounts.account import Platform
from schemas.base import Noun, UtcTime
from schemas.states import RequestStatus


class AccountForm(Noun):
    """What whoever asks says."""

    platform: Platform
    handle: str = Field(min_length=1, max_length=193)
    """As the account will be called at the platform."""
    unit: str
    purpose: str = Field(min_length=1, max_length=500)
    """What it is for, and for whom."""


class AccountRequest(AccountForm):
    """The unit's leader will own the account, its deputy stands in. `account_id` is set once it is in the municipality file."""

    id: str
    status: RequestStatus
    requested_by: str
    requested_at: UtcTime
    owner: str | None = None
    deputy: str | None = None
    decided_by: str | None = None
    decided_at: UtcTime | None = None
    reason: str | None = None
    account_id: str | None = None
