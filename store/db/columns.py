"""Column types: aware UTC times, and JSON that keeps its order for hashing."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""No 0/O, 1/l/i: ids are read aloud on the worst day."""


class Utc(TypeDecorator[datetime]):
    """Refuses naive times on the way in, gives aware UTC on the way out (SQLite forgets zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id(prefix: str) -> str:
    """`k-7f3m9xqa`: a letter for the noun and about 40 random bits."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(8))


def moment(**kwargs: Any) -> Any:
    return Field(sa_type=Utc, **kwargs)


def document(**kwargs: Any) -> Any:
    return Field(sa_type=JSON, **kwargs)
