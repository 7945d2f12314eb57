"""Files: what was shown of them, and to whom."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from store.db.columns import document, moment, reference


class ShownFileRow(SQLModel, table=True):
    """What the desk sent of one file of a draft through one session or token."""

    __tablename__ = "shown_file"

    door: str = Field(primary_key=True)
    """Id of the session or token."""
    draft_id: str = reference("draft.id", primary_key=True)
    sha256: str = Field(primary_key=True)
    spans: list[list[int]] = document(default_factory=list)
    """Of bytes, first and one past the last, in order and apart."""
    whole_at: datetime | None = moment(default=None)
    """When the last missing byte was sent."""
