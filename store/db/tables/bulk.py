"""Deliveries to many recipients: one row each, and one for every batch of them that was begun."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from schemas.errors import RetryClass
from schemas.messages.bulk import BulkState
from store.db.columns import enum_column, utc_column


class BulkRow(SQLModel, table=True):
    """Members `first` to `first + size - 1` of the set; `cursor` is the first that is in no batch yet.

    What is counted is counted in the transaction that changes the batches.
    """

    __tablename__ = "bulk"
    __table_args__ = (Index("ix_bulk_account_ended", "account_id", "ended_at"),)

    delivery_id: str = Field(primary_key=True, foreign_key="delivery.id")
    account_id: str = Field(foreign_key="account.id")
    set_id: str | None = Field(default=None, foreign_key="recipient_set.id")
    """None until an account's own list is frozen."""
    state: BulkState = enum_column(BulkState, index=True)
    turn: int
    first: int
    size: int
    cursor: int
    handed_over: int = 0
    arrived: int = 0
    bounced: int = 0
    failed: int = 0
    uncertain: int = 0
    erased: int = 0
    began_at: datetime | None = utc_column(default=None)
    ended_at: datetime | None = utc_column(default=None)


class BatchState(StrEnum):
    BEGUN = "begun"
    """Some of it may have left; whoever has the lease knows."""
    WAITING = "waiting"
    """To be sent again, or looked for, when it is due."""
    DONE = "done"


class BatchRow(SQLModel, table=True):
    """`fates` holds a letter (`schemas.messages.bulk.Fate`) for each number from `first` on; `remote` their ids at the channel, one
    a line, or one line for all."""

    __tablename__ = "batch"
    __table_args__ = (
        UniqueConstraint("delivery_id", "first"),
        Index("ix_batch_account_state_due", "account_id", "state", "due_at"),
    )

    id: str = Field(primary_key=True)
    delivery_id: str = Field(foreign_key="bulk.delivery_id")
    account_id: str = Field(foreign_key="account.id")
    first: int
    fates: str
    remote: str = ""
    state: BatchState = enum_column(BatchState)
    tries: int = 1
    lease_owner: str | None = None
    due_at: datetime = utc_column()
    """While begun: when the lease ends. While waiting: when it goes on."""
    begun_at: datetime = utc_column()
    ended_at: datetime | None = utc_column(default=None)
    doubt_since: datetime | None = utc_column(default=None)
    error_kind: RetryClass | None = enum_column(RetryClass, default=None)
    error: str | None = None


class PaceRow(SQLModel, table=True):
    """How an account keeps its provider's rate (`policy.sending.batches.Pace`)."""

    __tablename__ = "pace"

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    free_at: datetime = utc_column()
    share: float = 1.0
    slowed_at: datetime = utc_column()
