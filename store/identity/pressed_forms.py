"""Forms that were pressed, with their answers: the second press of the same form gets the answer of the first.

The deed and its answer are two transactions. Whoever dies in between leaves a press without an answer: then nobody does it
again unasked, and a person looks up what came of it.
"""

from datetime import timedelta
from typing import NamedTuple

from sqlmodel import col, delete

from store.context import AppContext
from store.db.tables import PressedFormRow

KEPT = timedelta(days=1)
"""Longer than any session lives unused."""
PATIENCE = timedelta(seconds=30)
"""After that a press without an answer will get none."""


class Press(NamedTuple):
    """`answer` is where the first press led; None while it is on its way. `lost`: it will not come any more."""

    answer: str | None
    lost: bool


def take(ctx: AppContext, mark: str) -> Press | None:
    """None where this is the first press: it is written down, and what follows is the deed."""
    if known := _known(ctx, mark):
        return known
    with ctx.write() as session:
        row, now = session.get(PressedFormRow, mark), ctx.clock()
        if row is not None:
            return Press(row.answer, lost=False)
        session.exec(delete(PressedFormRow).where(col(PressedFormRow.pressed_at) < now - KEPT))
        session.add(PressedFormRow(mark=mark, pressed_at=now))
        return None


def answer(ctx: AppContext, mark: str, where: str) -> None:
    with ctx.write() as session:
        session.get_one(PressedFormRow, mark).answer = where


def free(ctx: AppContext, mark: str) -> None:
    """It was refused, or led nowhere else: pressed again it is tried again."""
    with ctx.write() as session:
        session.exec(delete(PressedFormRow).where(col(PressedFormRow.mark) == mark))


def _known(ctx: AppContext, mark: str) -> Press | None:
    with ctx.read() as session:
        row = session.get(PressedFormRow, mark)
        if row is None:
            return None
        return Press(row.answer, lost=row.answer is None and row.pressed_at < ctx.clock() - PATIENCE)
