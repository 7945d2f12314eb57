"""A day as somebody writes it, as the moment it ends."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo


def last_moment(day: str, zone: ZoneInfo) -> datetime:
    """Of `day` (2027-12-31) on that clock. Raises `ValueError` for what is no day."""
    found = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC).date()
    return datetime.combine(found, time(23, 59, 59), zone)
