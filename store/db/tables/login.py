"""Logging in: what people have, who is in, and what was refused. Secrets only as hashes, or sealed."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from schemas.login import LoginMethod, TicketKind
from store.db.columns import moment, reference, word


class LoginRow(SQLModel, table=True):
    """`password_hash` and `pin_hash` are Argon2id; `totp` is sealed with the key file."""

    __tablename__ = "login"

    person_id: str = Field(primary_key=True)
    password_hash: str | None = None
    pin_hash: str | None = None
    totp: str | None = None
    totp_confirmed: bool = False
    totp_step: int = 0
    """The last time step that was used: a code works once."""
    updated_at: datetime = moment()


class PasskeyRow(SQLModel, table=True):
    __tablename__ = "passkey"

    credential_id: str = Field(primary_key=True)
    person_id: str = Field(index=True)
    public_key: str
    sign_count: int
    name: str
    created_at: datetime = moment()


class SessionRow(SQLModel, table=True):
    """`token_hash` is SHA-256 (hex) of 256 random bits in a cookie."""

    __tablename__ = "login_session"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: str = Field(index=True)
    method: LoginMethod = word(LoginMethod)
    csrf: str
    agent: str
    only_draft: str | None = reference("draft.id", default=None)
    opened_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(default=None)


class LoginFailureRow(SQLModel, table=True):
    """What the rate limit counts: by name tried and by address."""

    __tablename__ = "login_failure"

    id: str = Field(primary_key=True)
    name: str = Field(index=True)
    address: str = Field(index=True)
    at: datetime = moment(index=True)


class BreakGlassRow(SQLModel, table=True):
    __tablename__ = "break_glass"

    code_hash: str = Field(primary_key=True)
    person_id: str = Field(index=True)
    made_at: datetime = moment()
    used_at: datetime | None = moment(default=None)


class TicketRow(SQLModel, table=True):
    """One signed link. The signature covers everything here but `used_at`."""

    __tablename__ = "ticket"

    id: str = Field(primary_key=True)
    kind: TicketKind = word(TicketKind)
    person_id: str = Field(index=True)
    draft_id: str | None = reference("draft.id", default=None)
    content_hash: str | None = None
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)
