"""Files: who sent them in, what was shown of them, and to whom."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from store.db.columns import foreign_key, json_column, utc_column


class ShownFileRow(SQLModel, table=True):
    """What the desk sent of one file of a draft through one session or token."""

    __tablename__ = "shown_file"

    door: str = Field(primary_key=True)
    """Id of the session or token."""
    draft_id: str = foreign_key("draft.id", primary_key=True)
    sha256: str = Field(primary_key=True)
    spans: list[list[int]] = json_column(default_factory=list)
    """Of bytes, first and one past the last, in order and apart."""
    whole_at: datetime | None = utc_column(default=None)
    """When the last missing byte was sent."""


class TakenInRow(SQLModel, table=True):
    """One file that somebody sent in: counted for a day, and looked at once whether anything came of it."""

    __tablename__ = "taken_in"

    id: str = Field(primary_key=True)
    sha256: str = Field(index=True)
    person_id: str = Field(index=True)
    """`system` for one that was here before these rows were."""
    size: int
    """Bytes, as it was kept."""
    at: datetime = utc_column(index=True)
    used_at: datetime | None = utc_column(default=None)
    """When a draft or message was found that refers to it; it stays for good then."""
