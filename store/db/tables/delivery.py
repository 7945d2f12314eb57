"""Deliveries and their attempts.

The leak constraint: a delivery points at (message, exercise) and at (account, sandbox = exercise), so the
database itself has no row shape in which an exercise reaches a public account.
"""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from schemas.states import DeliveryStatus, Outcome
from store.db.columns import enum_column, foreign_key, utc_column


class DeliveryRow(SQLModel, table=True):
    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "account_id"),
        ForeignKeyConstraint(["message_id", "exercise"], ["message.id", "message.exercise"]),
        ForeignKeyConstraint(["account_id", "exercise"], ["account.id", "account.sandbox"]),
    )

    id: str = Field(primary_key=True)
    message_id: str = Field(index=True)
    account_id: str = Field(index=True)
    exercise: bool
    action: PublishAction = enum_column(PublishAction)
    status: DeliveryStatus = enum_column(DeliveryStatus, index=True)
    attempts: int = 0
    """Tries since it was queued, or since a person asked for another."""
    tried_since: datetime | None = utc_column(default=None)
    """The first of them; of a sending to many, since when nothing was handed over, to a minute."""
    give_up_at: datetime | None = utc_column(default=None)
    round: int = 0
    """Tries ever."""
    due_at: datetime = utc_column()
    queued_at: datetime = utc_column()
    epoch: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """The database's life in which it was queued, or a person last asked for another try."""
    started_at: datetime | None = utc_column(default=None)
    finished_at: datetime | None = utc_column(default=None)
    lease_owner: str | None = None
    lease_until: datetime | None = utc_column(default=None)
    remote_id: str | None = None
    remote_url: str | None = None
    error_kind: RetryClass | None = enum_column(RetryClass, default=None)
    error: str | None = None
    many: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Its recipients are taken in batches (`BulkRow`), and have no tries of their own."""
    fallback_for: str | None = foreign_key("account.id", default=None)


class AttemptRow(SQLModel, table=True):
    """The try at one recipient. Started and never finished means: nobody knows (yet).

    While it is in doubt it is one try, however often it is looked for or, under the same key, repeated.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index("ix_attempt_delivery_recipient", "delivery_id", "recipient"),
        Index("ix_attempt_remote_id", "remote_id"),
    )

    id: str = Field(primary_key=True)
    delivery_id: str = Field(foreign_key="delivery.id", index=True)
    recipient: str = ""
    number: int
    round: int
    """The delivery's round it belongs to."""
    started_at: datetime = utc_column()
    finished_at: datetime | None = utc_column(default=None)
    outcome: Outcome | None = enum_column(Outcome, default=None)
    """None while in flight."""
    due_at: datetime | None = utc_column(default=None)
    """When it goes on by itself, where it does."""
    in_doubt_since: datetime | None = utc_column(default=None)
    remote_id: str | None = None
    remote_url: str | None = None
    detail: str = ""
