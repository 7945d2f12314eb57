"""A day on the command line as the moment it ends."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desk.cli.desk import Desk
from policy import days
from schemas.errors import InvalidInput
from schemas.sentence import say


def last_moment(desk: Desk, day: str | None) -> datetime | None:
    """The end of that day on the municipality's clock. Raises `InvalidInput`."""
    if day is None:
        return None
    try:
        return days.last_moment(day, ZoneInfo(desk.ctx.municipality.organisation.timezone))
    except ValueError:
        raise InvalidInput(say("“{day}” is no day. Write it like 2027-12-31.", day=day)) from None
