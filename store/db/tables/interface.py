"""The JSON interface: tokens, repeated writes, outgoing webhooks and incoming proposals."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from schemas.crisis import Severity
from store.db.columns import document, moment, reference, word


class TokenRow(SQLModel, table=True):
    """`token_hash` is SHA-256 (hex); the token itself is shown once, when it is made."""

    __tablename__ = "api_token"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: str = Field(index=True)
    name: str
    scopes: list[str] = document()
    created_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(default=None)


class RepeatRow(SQLModel, table=True):
    """An `Idempotency-Key` that was used: the same request again gets the same answer."""

    __tablename__ = "idempotency"

    key: str = Field(primary_key=True)
    token_id: str = reference("api_token.id", primary_key=True)
    fingerprint: str
    """SHA-256 (hex) of method, path and body."""
    status: int | None = None
    answer: str | None = None
    created_at: datetime = moment()


class WebhookRow(SQLModel, table=True):
    """`sealed` is the signing secret, encrypted with the key file."""

    __tablename__ = "webhook"

    id: str = Field(primary_key=True)
    url: str
    sealed: str
    created_by: str
    created_at: datetime = moment()
    stopped_at: datetime | None = moment(default=None)
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
    severity: Severity = word(Severity)
    received_at: datetime = moment()
    decided_at: datetime | None = moment(default=None)
    decided_by: str | None = None
    crisis_id: str | None = reference("crisis.id", default=None)
    original: dict[str, Any] = document()
    area: dict[str, Any] | None = document(default=None, nullable=True)
