"""The JSON interface: tokens, repeated writes, outgoing webhooks and incoming proposals."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from schemas.crises.crisis import Severity
from store.db.columns import enum_column, foreign_key, json_column, utc_column


class TokenRow(SQLModel, table=True):
    """`token_hash` is SHA-256 (hex); the token itself is shown once, when it is made."""

    __tablename__ = "api_token"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: str = Field(index=True)
    name: str
    scopes: list[str] = json_column()
    created_at: datetime = utc_column()
    expires_at: datetime = utc_column()
    revoked_at: datetime | None = utc_column(default=None)


class IdempotencyRow(SQLModel, table=True):
    """An `Idempotency-Key` that was used: the same request again gets the same answer."""

    __tablename__ = "idempotency"

    key: str = Field(primary_key=True)
    token_id: str = foreign_key("api_token.id", primary_key=True)
    fingerprint: str
    """SHA-256 (hex) of method, path and body."""
    status: int | None = None
    answer: str | None = None
    created_at: datetime = utc_column()


class WebhookRow(SQLModel, table=True):
    """`sealed` is the signing secret, encrypted with the key file."""

    __tablename__ = "webhook"

    id: str = Field(primary_key=True)
    url: str
    sealed: str
    created_by: str
    created_at: datetime = utc_column()
    stopped_at: datetime | None = utc_column(default=None)
    last_seq: int = 0
    """Audit events up to this one have been told."""
    failures: int = 0
    last_error: str | None = None


class ProposalRow(SQLModel, table=True):
    """Somebody's system thinks this is a crisis. A person decides."""

    __tablename__ = "proposal"

    id: str = Field(primary_key=True)
    source: str
    identifier: str = Field(unique=True)
    title: str
    what: str
    where: str
    severity: Severity = enum_column(Severity)
    received_at: datetime = utc_column()
    decided_at: datetime | None = utc_column(default=None)
    decided_by: str | None = None
    crisis_id: str | None = foreign_key("crisis.id", default=None)
    original: dict[str, Any] = json_column()
    area: dict[str, Any] | None = json_column(default=None, nullable=True)
