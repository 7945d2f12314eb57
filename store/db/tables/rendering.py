"""Renderings, each stored once: a message of the desk has those of its revision, a unit's own post has its own."""

from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.db.columns import foreign_key, json_column


class RenderingRow(SQLModel, table=True):
    """`body` is the frozen noun as JSON. Append-only, as the revision it belongs to."""

    __tablename__ = "rendering"
    __table_args__ = (
        UniqueConstraint("revision_id", "account_id"),
        UniqueConstraint("message_id", "account_id"),
        CheckConstraint("(revision_id IS NULL) <> (message_id IS NULL)", name="rendering_of_one"),
    )

    id: str = Field(primary_key=True)
    revision_id: str | None = foreign_key("revision.id", default=None)
    message_id: str | None = foreign_key("message.id", default=None)
    account_id: str = foreign_key("account.id")
    number: int
    """Its place among those of the revision, which the hash depends on."""
    body: dict[str, Any] = json_column()
