"""From a table's row to the noun it stores."""

from typing import TypeVar

from sqlmodel import SQLModel

from schemas.base import Noun

N = TypeVar("N", bound=Noun)


def as_noun(noun: type[N], row: SQLModel, **other: object) -> N:
    """Field by field from the columns of the same names; `other` are fields that the row has not, or not so.

    Raises `pydantic.ValidationError` where the stored values do not make the noun.
    """
    kept = {name: getattr(row, name) for name in noun.model_fields if name not in other}
    return noun.model_validate(kept | other)
