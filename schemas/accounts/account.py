"""An official account: the municipality's presence on one platform, owned by one unit."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field

from schemas.base import Noun, UtcTime
from schemas.states import AccountState, PlatformLockStatus

ACCOUNT_ID = r"^[a-z0-9][a-z0-9-]{0,39}$"
SANDBOX_SUFFIX = "-ovelse"


class Platform(StrEnum):
    FACEBOOK = "facebook"
    LINKEDIN = "linkedin"
    X = "x"
    YOUTUBE = "youtube"
    FLICKR = "flickr"
    SLIDESHARE = "slideshare"
    BLOGGER = "blogger"
    HOMEPAGE = "homepage"
    PUBLIC_PAGE = "public_page"
    EMAIL = "email"
    MASTODON = "mastodon"
    WEBHOOK = "webhook"
    BLUESKY = "bluesky"
    THREADS = "threads"
    TELEGRAM = "telegram"
    TEAMS = "teams"
    SMS = "sms"
    CONSOLE = "console"


OWN_ADDRESS = {Platform.EMAIL: "email", Platform.SMS: "mobile"}
"""Platforms that write to one person alone, and which of a person's addresses they take."""


class Account(Noun):
    """As written in the municipality file. Secrets are named, never written here.

    `secret` names a stored credential that holds the account's Apprise URL. `url` is for channels that
    need no secret: a scheme of `schemas.accounts.channel_rules`, and never a password. With neither, the account is "not
    connected yet".
    """

    id: str = Field(pattern=ACCOUNT_ID)
    platform: Platform
    handle: str = Field(min_length=1, max_length=200)
    unit: str
    opened: date
    secret: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    url: str | None = Field(default=None, max_length=200)
    recipients: tuple[str, ...] = ()
    """E-mail addresses (distribution lists) for platforms that address people."""
    fallback: str | None = None
    """Account id that takes over when this one has failed for good."""
    max_length: int | None = Field(default=None, gt=0)
    """The server's own limit where it differs from the platform's usual one."""
    api_version: str | None = Field(default=None, max_length=20)
    """Version of the platform's interface, where another than Krisekanal's usual one is wanted."""
    api_version_ends: date | None = None
    """The day the platform stops answering it, where its owner has named one that Krisekanal does not know."""
    price: Decimal | None = Field(default=None, ge=0)
    """Kroner for one SMS part, as agreed with the provider: shown before approval."""
    comments: Literal["open", "closed"] = "open"
    """Whether readers may comment on what is posted there on normal days, where the platform asks."""
    comments_in_crisis: Literal["open", "closed"] = "closed"
    """The same of messages of a crisis, as the desk wants it."""
    read_budget: Decimal | None = Field(default=None, ge=0)
    """Dollars a day that reading what others write may cost, where that costs money (X); None: 5. 0: nothing is read."""
    rate: float | None = Field(default=None, gt=0, le=100_000)
    """Messages (of SMS: parts) a second that the provider has agreed to, over all workers together; None: as fast as it takes them."""
    window: int | None = Field(default=None, ge=1, le=100)
    """Requests to an SMS provider that each worker has on their way at a time; None: what its kind of provider usually takes."""
    sandbox_of: str | None = None
    """Set on sandbox accounts only: the account whose platform this one imitates."""

    @property
    def sandbox(self) -> bool:
        return self.sandbox_of is not None

    def sandbox_account(self) -> "Account":
        """The sandbox account that stands in for this one in every exercise."""
        return Account(
            id=f"{self.id}{SANDBOX_SUFFIX}",
            platform=self.platform,
            handle=f"ØVELSE {self.handle}",
            unit=self.unit,
            opened=self.opened,
            url="krisekonsoll://",
            sandbox_of=self.id,
            max_length=self.max_length,
            fallback=f"{self.fallback}{SANDBOX_SUFFIX}" if self.fallback else None,
        )


class LockMode(StrEnum):
    """How far a lock reaches; the screen says which."""

    HERE = "here"
    """Our gateway refuses and holds."""
    AT_PLATFORM = "at_platform"
    """The platform itself refuses, roles restored exactly afterwards."""
    WATCHED = "watched"
    """Our token is set aside and the account is read for posts that are not ours."""


class AccountLock(Noun):
    """One row per crisis and account; an account is open only when no open crisis holds one."""

    id: str
    crisis_id: str
    account_id: str
    mode: LockMode = LockMode.HERE
    locked_at: UtcTime
    unlocked_at: UtcTime | None = None
    confirmed_by: str | None = None
    confirmed_at: UtcTime | None = None


class AccountStatus(Noun):
    """What `account list` and `account lock-status` show of one account."""

    account: Account
    state: AccountState
    leader: str | None
    """The unit leader: owns the account."""
    deputy: str | None = None
    connected: bool
    platform_lock: PlatformLockStatus | None = None
    """While something is locked, or not yet restored, at the platform."""
    locks: tuple[AccountLock, ...] = ()
    held_posts: tuple[str, ...] = ()

    @property
    def locked_since(self) -> datetime | None:
        return min((lock.locked_at for lock in self.locks), default=None)
