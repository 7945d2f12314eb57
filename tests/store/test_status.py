"""Every status of every row, through its one door, against the table."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import product
from typing import Any

import pytest
from sqlmodel import SQLModel

from policy.transitions import may_become
from schemas.errors import Refused
from schemas.messages.notice import NoticeStatus
from schemas.states import (
    CrisisStatus,
    DeliveryStatus,
    DraftStatus,
    ForeignStatus,
    MessageStatus,
    PlatformLockStatus,
    RemarkStatus,
    RequestStatus,
)
from store.db import tables
from store.db.status import become, try_become

ROWS: dict[type[SQLModel], type[StrEnum]] = {
    tables.CrisisRow: CrisisStatus,
    tables.DraftRow: DraftStatus,
    tables.MessageRow: MessageStatus,
    tables.DeliveryRow: DeliveryStatus,
    tables.NoticeRow: NoticeStatus,
    tables.PlatformLockRow: PlatformLockStatus,
    tables.ForeignPostRow: ForeignStatus,
    tables.AccountRequestRow: RequestStatus,
    tables.RemarkRow: RemarkStatus,
}
WITHOUT_STEPS = {tables.IdempotencyRow}
"""The status that an answer had in HTTP: written once, with the answer."""


def pairs() -> Iterator[tuple[type[SQLModel], StrEnum, StrEnum]]:
    for row, kind in ROWS.items():
        for before, after in product(kind, kind):
            yield row, before, after


def test_every_row_with_a_status_is_here() -> None:
    known = [
        value
        for value in (getattr(tables, name) for name in tables.__all__)
        if isinstance(value, type) and issubclass(value, SQLModel)
    ]
    assert {row for row in known if "status" in row.model_fields} - WITHOUT_STEPS == set(ROWS)


@pytest.mark.parametrize(
    ("kind", "before", "after"), list(pairs()), ids=lambda part: str(getattr(part, "__name__", part))
)
def test_the_door_opens_where_the_table_says_so(kind: type[SQLModel], before: StrEnum, after: StrEnum) -> None:
    row: Any = kind(status=before)
    tried: Any = kind(status=before)
    if may_become(before, after).allowed:
        become(row, after)
        assert try_become(tried, after)
        assert row.status == tried.status == after
        return
    with pytest.raises(Refused):
        become(row, after)
    assert not try_become(tried, after)
    assert row.status == tried.status == before
