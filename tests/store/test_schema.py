"""What the tables promise: words of an enum only, and no id of a row that is not there; the same on both databases."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Enum, MetaData, inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import lifecycle
from store.db import tables
from store.db.database import open_engine
from store.db.tables import CrisisRow
from store.drafts import drafts
from tests.cast import content, request
from tests.servers.postgres import Postgres

tables.everything()
TABLES = sorted(SQLModel.metadata.tables.values(), key=lambda table: table.name)
IN_THE_FILE = "of the municipality file, which is no table"
THEIRS = "an id that others give"
NO_ROW = {
    "audit.crisis_id": "the log is never altered, and stands by itself",
    "api_token.person_id": IN_THE_FILE,
    "break_glass.person_id": IN_THE_FILE,
    "exercise_run.plan_id": IN_THE_FILE,
    "fault.person_id": IN_THE_FILE,
    "login.person_id": IN_THE_FILE,
    "login_session.person_id": IN_THE_FILE,
    "login_request.person_id": IN_THE_FILE,
    "notice.person_id": IN_THE_FILE,
    "opening.person_id": IN_THE_FILE,
    "passkey.person_id": IN_THE_FILE,
    "taken_in.person_id": IN_THE_FILE,
    "ticket.person_id": IN_THE_FILE,
    "draft_look.person_id": IN_THE_FILE,
    "unfinished.person_id": IN_THE_FILE,
    "inject.inject_id": "of the scenario, which its run holds frozen",
    "attempt.remote_id": THEIRS,
    "delivery.remote_id": THEIRS,
    "delivery_report.remote_id": THEIRS,
    "foreign_post.remote_id": THEIRS,
    "remark.remote_id": THEIRS,
    "remark.parent_id": THEIRS,
    "remark.post_id": THEIRS,
    "passkey.credential_id": THEIRS,
}
"""Columns that look like references and are none, and why."""
FREE = {
    "audit.action": "dotted, and one for every deed: the log takes what it is given",
    "idempotency.status": "a number of HTTP",
}
"""Columns that look like an enum and are none, and why."""
OPEN = {"account.platform", "account_request.platform"}
"""An enum for us, any text for the database: a new channel needs no migration."""
_SOUNDS_LIKE_AN_ENUM = (
    "status",
    "kind",
    "mode",
    "method",
    "severity",
    "action",
    "outcome",
    "platform",
    "role",
    "level",
)


def columns() -> Iterator[tuple[str, Column[Any]]]:
    return ((f"{table.name}.{column.name}", column) for table in TABLES for column in table.columns)


def test_every_id_is_a_foreign_key_or_says_why_not() -> None:
    without = {
        name
        for name, column in columns()
        if not column.foreign_keys and (column.name.endswith("_id") or column.name in ("refers_to", "only_draft"))
    }
    assert without == set(NO_ROW)


def test_no_status_is_mere_text() -> None:
    plain = {
        name
        for name, column in columns()
        if column.name.rpartition("_")[2] in _SOUNDS_LIKE_AN_ENUM and not isinstance(column.type, Enum)
    }
    assert plain == set(FREE)


def test_only_platforms_are_open_words() -> None:
    loose = {name for name, c in columns() if isinstance(c.type, Enum) and not c.type.create_constraint}
    assert loose == OPEN


def shape(engine: Engine) -> dict[str, Any]:
    """Everything a database can say of its tables, names of constraints aside."""
    found = inspect(engine)
    return {table.name: _shape(found, table.name) for table in TABLES}


def _shape(found: Any, table: str) -> dict[str, Any]:
    keys = found.get_foreign_keys(table)
    return {
        "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(table)},
        "primary key": found.get_pk_constraint(table)["constrained_columns"],
        "references": sorted(
            (k["constrained_columns"], k["referred_table"], k["referred_columns"], sorted(k["options"].items()))
            for k in keys
        ),
        "checks": sorted(_plain(c["sqltext"]) for c in found.get_check_constraints(table)),
        "unique": sorted(u["column_names"] for u in found.get_unique_constraints(table)),
        "indexes": sorted(
            (
                i["name"],
                i["column_names"],
                i["unique"],
                str(i.get("dialect_options", {}).get(f"{found.dialect.name}_where")),
            )
            for i in found.get_indexes(table)
            if not i.get("duplicates_constraint")
        ),
    }


def _plain(check: str) -> str:
    """PostgreSQL writes the casts differently, depending on when a column got its length."""
    return re.sub(r"::[a-z ]+|[()\[\]]", "", check)


def _copied() -> MetaData:
    """`create_all` on PostgreSQL marks deferred keys as made apart, and no other database would get them from then on."""
    made = MetaData(naming_convention=SQLModel.metadata.naming_convention)
    for table in TABLES:
        table.to_metadata(made)
    return made


@contextmanager
def made_by_the_code(like: Engine, postgres: Postgres, folder: Path) -> Iterator[Engine]:
    """An empty database of the same kind, made of the tables as the code has them, without a migration."""
    lite = like.dialect.name == "sqlite"
    fresh = open_engine(f"sqlite:///{folder / 'fresh.db'}" if lite else postgres.fresh())
    _copied().create_all(fresh)
    yield fresh
    fresh.dispose()


def test_migrations_make_the_tables_of_the_code(engine: Engine, postgres: Postgres, tmp_path: Path) -> None:
    """`alembic check` does not look at CHECK constraints; a word new to an enum needs a migration that adds it."""
    with made_by_the_code(engine, postgres, tmp_path) as fresh:
        assert shape(engine) == shape(fresh)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE draft SET status = 'nonsense'",
        "UPDATE crisis SET severity = 'severe'",
        "UPDATE outbox SET kind = 'CrisisForgotten'",
        "UPDATE draft SET message_id = 'm-none'",
        "UPDATE draft SET refers_to = 'm-none'",
        "UPDATE outbox SET crisis_id = 'k-none'",
    ],
)
def test_the_database_itself_refuses(ctx: AppContext, engine: Engine, change: str) -> None:
    """Sent past the library: unknown words at once, references to nothing at the end of the transaction."""
    crisis = lifecycle.establish(ctx, "kari", request())
    drafts.new(ctx, "anne", crisis.id, content())
    with pytest.raises(IntegrityError, match=r"(?i)check|foreign"), engine.begin() as connection:
        connection.exec_driver_sql(change)


def test_a_row_carries_the_word_itself(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    with ctx.read() as session:
        row = session.get_one(CrisisRow, crisis.id)
        assert row.status is CrisisStatus.ESTABLISHED and row.severity is crisis.severity


def test_each_table_is_found_in_its_file_and_named_once() -> None:
    named = [name for names in tables._FILES.values() for name in names.split()]
    assert sorted(named) == sorted(tables.__all__)
    for file, names in tables._FILES.items():
        there = vars(import_module(f"store.db.tables.{file}"))
        assert set(names.split()) <= set(there)
        assert {name for name, what in there.items() if getattr(what, "__table__", None) is not None} <= set(
            names.split()
        )
