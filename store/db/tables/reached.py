"""What came of messages that were handed over, as providers and mail servers report it later."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from store.db.columns import utc_column


class ReportRow(SQLModel, table=True):
    """The last word about one message of the road for few: by the provider's own id, so it may come before our own receipt does."""

    __tablename__ = "delivery_report"

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    remote_id: str = Field(primary_key=True)
    arrived: bool
    reported_at: datetime = utc_column()


class ReportedRow(SQLModel, table=True):
    """Of a delivery to many: how many more arrived or failed in the minute that begins at `minute`. One fewer is -1."""

    __tablename__ = "reported"

    delivery_id: str = Field(primary_key=True, foreign_key="delivery.id")
    minute: datetime = utc_column(primary_key=True)
    arrived: int = 0
    failed: int = 0
