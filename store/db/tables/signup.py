"""Signing up for warnings: an address that somebody says is theirs, until they have proven it. A day old at most."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from schemas.language import Language
from schemas.recipients.recipient import Way
from store.db.columns import enum_column, utc_column


class SignupRow(SQLModel, table=True):
    """Neither code nor link is stored: both follow from the id and the key file (`store.recipients.signups`)."""

    __tablename__ = "signup"

    id: str = Field(primary_key=True)
    way: Way = enum_column(Way)
    mark: str = Field(index=True)
    """The keyed hash of the address; `sealed` is the address."""
    sealed: bytes = Field(sa_type=LargeBinary)
    language: Language = enum_column(Language)
    joins: str | None = None
    """The entry that this address is one more way of, once proven."""
    tries: int = 0
    made_at: datetime = utc_column(index=True)
    expires_at: datetime = utc_column()
    sent_at: datetime | None = utc_column(default=None)
    proven_at: datetime | None = utc_column(default=None)
