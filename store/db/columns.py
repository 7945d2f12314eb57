"""Column types: aware UTC times, words of an enum, JSON that keeps its order for hashing; and references to rows.

People, units and exercise plans live in the municipality file, not in a table: a column that names one refers to nothing here. So
do the ids that platforms and authenticators give. The log (`audit`) refers to nothing either: it is never altered, and what it says
must stand by itself.
"""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Enum, ForeignKey
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""No 0/O, 1/l/i: ids are read aloud on the worst day."""


LONGEST_WORD = 40
"""Characters."""


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


def utc_column(**kwargs: Any) -> Any:
    return Field(sa_type=Utc, **kwargs)


def json_column(**kwargs: Any) -> Any:
    return Field(sa_type=JSON, **kwargs)


def enum_column(words: type[StrEnum], *, checked: bool = True, **kwargs: Any) -> Any:
    """Text that rows carry as the enum itself, and of which the database refuses any that is none of `words`.

    A new word therefore needs a migration (`tests/store/test_schema.py` says so); one that is not `checked` does not.
    """
    kind = Enum(
        words,
        native_enum=False,
        create_constraint=checked,
        length=LONGEST_WORD,
        values_callable=lambda kind: [each.value for each in kind],
    )
    return Field(sa_type=kind, **kwargs)


def foreign_key(column: str, **kwargs: Any) -> Any:
    """Names a row by `table.column`. Looked at when the transaction ends, since a draft and its revision name each other."""
    key = ForeignKey(column, deferrable=True, initially="DEFERRED", use_alter=True)
    return Field(sa_column_args=(key,), **kwargs)
