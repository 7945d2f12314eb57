"""Platforms' clocks: how they write a time, and how far one may be from ours."""

from datetime import UTC, datetime, timedelta

APART = timedelta(minutes=5)
"""How far a platform's clock may be from ours: what is looked for since an approval is looked for from this much before."""


def read(text: str) -> datetime:
    """ISO 8601 as a platform writes it. Raises `ValueError`."""
    return datetime.fromisoformat(text).astimezone(UTC)


def written(moment: datetime) -> str:
    """To the second, in UTC with a Z: what most interfaces ask for."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
