"""What every noun shares: frozen, strict about unknown fields, aware UTC times."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict


def _to_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


UtcTime = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""An aware time, kept in UTC. A naive time is refused: nobody knows what it means."""


WEB_ADDRESS = r"^[hH][tT][tT][pP][sS]?://\S+$"
"""Of a whole address. Written out, since what programs are told of it knows no flags of a pattern."""


class Noun(BaseModel):
    """A frozen fact. Build a new one to change it (`model_copy(update=...)`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True, defer_build=True)
