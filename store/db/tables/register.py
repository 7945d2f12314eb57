"""The register of recipients. What says who somebody is lies sealed (`store.db.sealing`); what selects by itself does not."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from schemas.language import Language
from schemas.recipients.recipient import Way
from schemas.recipients.register import EntryKind, EntrySource
from store.db.columns import enum_column, json_column, utc_column


class RegisterEntryRow(SQLModel, table=True):
    """`sealed` is name, street and point; `house` the keyed hash of its street, so that a household is known again."""

    __tablename__ = "register_entry"

    id: str = Field(primary_key=True)
    kind: EntryKind = enum_column(EntryKind)
    zones: list[str] = json_column()
    groups: list[str] = json_column()
    language: Language = enum_column(Language)
    reserved: bool
    source: EntrySource = enum_column(EntrySource)
    purpose: str
    until: datetime | None = utc_column(default=None, index=True)
    added_at: datetime = utc_column()
    added_by: str
    list_id: str | None = Field(default=None, index=True, foreign_key="imported_list.id")
    """With which it came (`imported_list`)."""
    house: str | None = Field(default=None, index=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    asked_at: datetime | None = utc_column(default=None)
    """Whether they go on after `until`; only who signed up is asked."""


class RegisterWayRow(SQLModel, table=True):
    """`mark` is the keyed hash of the address. The key is also the order in which sets are made."""

    __tablename__ = "register_way"

    way: Way = enum_column(Way, primary_key=True)
    mark: str = Field(primary_key=True)
    entry_id: str = Field(primary_key=True, foreign_key="register_entry.id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    dead_at: datetime | None = utc_column(default=None)
    """Since then no message arrives there."""
    failed_in_row: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Messages reported as not delivered since the last one that arrived (`policy.recipients.dead_ways`)."""
    failing_since: datetime | None = utc_column(default=None)


class RegisterTurnRow(SQLModel, table=True):
    """One row: `turn` grows with every change, so that “nothing has changed since” is one look."""

    __tablename__ = "register_turn"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    turn: int
