"""Exercises as they were held: the scenario, its injects, and what is broken on purpose.

The leak constraint again: a fault points at (crisis, exercise) and (account, sandbox) with the one value true, so the
database has no row in which a public account, or a real crisis, is disturbed.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from schemas.exercises.fault import FaultKind
from store.db.columns import enum_column, json_column, utc_column


class ExerciseRunRow(SQLModel, table=True):
    __tablename__ = "exercise_run"

    crisis_id: str = Field(primary_key=True, foreign_key="crisis.id")
    scenario: dict[str, Any] = json_column()
    plan_id: str | None = Field(default=None, index=True)
    scripted: bool
    announced: bool
    players: list[str] = json_column()


class InjectRow(SQLModel, table=True):
    __tablename__ = "inject"

    crisis_id: str = Field(primary_key=True, foreign_key="exercise_run.crisis_id")
    inject_id: str = Field(primary_key=True)
    due_at: datetime = utc_column()
    happened_at: datetime | None = utc_column(default=None)
    answered_at: datetime | None = utc_column(default=None)
    """When the script had answered it; people answer in their own way."""


class FaultRow(SQLModel, table=True):
    __tablename__ = "fault"
    __table_args__ = (
        ForeignKeyConstraint(["crisis_id", "sandbox"], ["crisis.id", "crisis.exercise"]),
        ForeignKeyConstraint(["account_id", "sandbox"], ["account.id", "account.sandbox"]),
        CheckConstraint("sandbox = true", name="fault_in_sandbox"),
        CheckConstraint("(account_id IS NULL) <> (person_id IS NULL)", name="fault_of_one"),
    )

    id: str = Field(primary_key=True)
    crisis_id: str = Field(index=True)
    sandbox: bool = True
    account_id: str | None = Field(default=None, index=True)
    person_id: str | None = None
    kind: FaultKind = enum_column(FaultKind)
    begins_at: datetime = utc_column()
    ends_at: datetime = utc_column()
