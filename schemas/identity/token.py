"""A machine's way in: it acts for one person, and no further than its scopes."""

from enum import StrEnum

from pydantic import Field

from schemas.base import Noun, UtcTime


class Scope(StrEnum):
    READ = "read"
    WRITE = "write"
    """Drafts: write, edit, submit, withdraw; follow-ups."""
    DECIDE = "decide"
    """Approve, return, reject, settle."""
    LEAD = "lead"
    """Set up and stand down the crisis staff; exercises."""
    POST = "post"
    """A unit's own posts, and confirming its locks."""
    LOG = "log"
    PROPOSE = "propose"
    HOOKS = "hooks"
    """Webhooks."""
    RECIPIENTS = "recipients"
    """The register of recipients, names and addresses: asked for by itself, and part of no other."""


class ApiToken(Noun):
    id: str
    person_id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: UtcTime
    expires_at: UtcTime
    revoked_at: UtcTime | None = None


class WebhookForm(Noun):
    url: str = Field(min_length=8, max_length=500)


class WebhookSubscription(WebhookForm):
    """Every audit event after `last_seq` is told to `url`, signed (Standard Webhooks)."""

    id: str
    created_by: str
    created_at: UtcTime
    stopped_at: UtcTime | None = None
    last_seq: int
    failures: int
    last_error: str | None = None
