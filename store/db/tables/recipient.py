"""Frozen sets of those a message goes to. Addresses are sealed (`store.db.sealing`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from schemas.recipients.recipient import Way
from store.db.columns import enum_column, json_column, utc_column


class RecipientSetRow(SQLModel, table=True):
    """`hash` is empty while its members are still being written down: such a set is nobody's."""

    __tablename__ = "recipient_set"

    id: str = Field(primary_key=True)
    made_at: datetime = utc_column()
    made_by: str
    groups: list[str] = json_column()
    zones: list[str] = json_column()
    sms: int
    email: int
    without_number: int
    reserved: int
    area: dict[str, Any] | None = json_column(default=None, nullable=True)
    """Drawn for this message alone."""
    among: str | None = None
    """Another set: only those of it."""
    basis: str = ""
    """What but the register decided who is in it (`store.recipients.choosing.basis`)."""
    turn: int = 0
    """Of the register, when it was read."""
    hash: str = ""
    readers: list[dict[str, Any]] | None = json_column(default=None, nullable=True)
    """How many of each language (`schemas.recipients.recipient.Readers`)."""
    without_place: int | None = None
    """None of what was frozen before they were counted."""
    emptied_at: datetime | None = utc_column(default=None)
    """Since then it holds nobody's address."""


class RecipientSetMemberRow(SQLModel, table=True):
    """`sealed` is None once the person was erased; `mark` (the keyed hash of the address) still stands for them in the set's hash."""

    __tablename__ = "recipient_set_member"
    __table_args__ = (Index("ix_recipient_set_member_mark_set", "mark", "set_id"),)

    set_id: str = Field(primary_key=True, foreign_key="recipient_set.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    way: Way = enum_column(Way)
    language: str
    zone: str | None = None
    mark: str
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
