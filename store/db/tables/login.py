"""Logging in: what people have, who is in, and what was refused. Secrets only as hashes, or sealed."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from schemas.identity.login import LoginMethod, LoginRequestKind, TicketKind
from store.db.columns import enum_column, foreign_key, utc_column


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
    updated_at: datetime = utc_column()


class PasskeyRow(SQLModel, table=True):
    __tablename__ = "passkey"

    credential_id: str = Field(primary_key=True)
    person_id: str = Field(index=True)
    public_key: str
    sign_count: int
    name: str
    created_at: datetime = utc_column()


class SessionRow(SQLModel, table=True):
    """`token_hash` is SHA-256 (hex) of 256 random bits in a cookie."""

    __tablename__ = "login_session"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: str = Field(index=True)
    method: LoginMethod = enum_column(LoginMethod)
    csrf: str
    agent: str
    only_draft: str | None = foreign_key("draft.id", default=None)
    ticket_id: str | None = foreign_key("ticket.id", default=None)
    """The link that opened it."""
    only_hash: str | None = None
    """The revision that link was about."""
    opened_at: datetime = utc_column()
    seen_at: datetime = utc_column()
    expires_at: datetime = utc_column()
    revoked_at: datetime | None = utc_column(default=None)


class LoginTryRow(SQLModel, table=True):
    """One row per try and count it belongs to; kept for an hour."""

    __tablename__ = "login_try"

    id: str = Field(primary_key=True)
    attempt: str = Field(index=True)
    key: str = Field(index=True)
    who: str = Field(index=True)
    """A person id, or the digest of a name that is none."""
    at: datetime = utc_column(index=True)


class LoginNoiseRow(SQLModel, table=True):
    """When the log last heard of refusals of this kind."""

    __tablename__ = "login_noise"

    key: str = Field(primary_key=True)
    at: datetime = utc_column()


class BreakGlassRow(SQLModel, table=True):
    __tablename__ = "break_glass"

    code_hash: str = Field(primary_key=True)
    person_id: str = Field(index=True)
    made_by: str
    agreed_by: str | None = None
    made_at: datetime = utc_column()
    used_at: datetime | None = utc_column(default=None)


class TicketRow(SQLModel, table=True):
    """One signed link. The signature covers everything here but `used_at` and `ended_at`."""

    __tablename__ = "ticket"

    id: str = Field(primary_key=True)
    kind: TicketKind = enum_column(TicketKind)
    person_id: str = Field(index=True)
    draft_id: str | None = foreign_key("draft.id", default=None)
    content_hash: str | None = None
    made_by: str
    agreed_by: str | None = None
    expires_at: datetime = utc_column()
    used_at: datetime | None = utc_column(default=None)
    ended_at: datetime | None = utc_column(default=None)
    """A newer one has taken its place."""


class LoginRequestRow(SQLModel, table=True):
    """What a manager asks for somebody who has a login, and a second one answers."""

    __tablename__ = "login_request"

    id: str = Field(primary_key=True)
    kind: LoginRequestKind = enum_column(LoginRequestKind)
    person_id: str
    asked_by: str
    asked_at: datetime = utc_column()
    answered_by: str | None = None
    answered_at: datetime | None = utc_column(default=None)
    agreed: bool | None = None


class OpeningRow(SQLModel, table=True):
    """Somebody's login was opened, or made easier, by somebody else."""

    __tablename__ = "opening"

    id: str = Field(primary_key=True)
    person_id: str
    opened_by: str
    at: datetime = utc_column(index=True)
