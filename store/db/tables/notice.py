"""Notices to our own people, one row per person."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from schemas.messages.notice import NoticeStatus
from store.db.columns import enum_column, foreign_key, utc_column


class NoticeRow(SQLModel, table=True):
    __tablename__ = "notice"

    id: str = Field(primary_key=True)
    crisis_id: str | None = foreign_key("crisis.id", default=None, index=True)
    person_id: str
    exercise: bool
    subject: str
    text: str
    draft_id: str | None = foreign_key("draft.id", default=None)
    """The draft it asks to look at: whoever sends it adds a link of the reader's own, never stored."""
    page: str | None = None
    """The desk's page where the deed is done, as “/accounts”; the desk's address goes before it as the notice leaves."""
    ticket_id: str | None = foreign_key("ticket.id", default=None)
    """The invitation it carries: its link, too, is made as it is sent."""
    by_sms: bool = False
    status: NoticeStatus = enum_column(NoticeStatus)
    attempts: int = 0
    created_at: datetime = utc_column()
    lease_owner: str | None = None
    lease_until: datetime | None = utc_column(default=None)
    sent_at: datetime | None = utc_column(default=None)
    error: str | None = None
