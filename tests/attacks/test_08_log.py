"""Line 8: what somebody at the database, or with a package in hand, gets past the log."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from desk.cli.command import answer
from desk.cli.commands.doctor import doctor
from desk.cli.commands.log import BROKEN, UNKNOWN_SIGNER, verify
from desk.cli.desk import Desk
from policy import package
from policy.hashing import canonical
from store.context import AppContext
from store.crises import lifecycle
from store.db.database import open_engine
from store.drafts import drafts
from store.evaluation import archive
from store.evidence import audit, guards
from store.evidence.expected_guards import EXPECTED
from tests.cast import content, request
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture
from tests.report.past import past_crisis
from tests.report.test_package import files, signed_anew

GUARDED = ("audit", "revision", "approval", "rendering", "crisis", "message", "delivery", "account", "platform_lock")


@pytest.fixture
def worked(ctx: AppContext) -> AppContext:
    """A crisis with a draft: rows in most tables that are evidence."""
    crisis = lifecycle.establish(ctx, "kari", request())
    drafts.new(ctx, "anne", crisis.id, content(), ["side"])
    return ctx


@contextmanager
def at_the_database(engine: Engine) -> Iterator[Connection]:
    with engine.execution_options(writing=True).begin() as connection:
        yield connection


def refused(engine: Engine, statement: str, **values: Any) -> None:
    with pytest.raises(DBAPIError), at_the_database(engine) as connection:
        connection.execute(text(statement), values)


def only_sqlite(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no such verb")


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("table", ["audit", "revision", "crisis", "account"])
def test_a_row_of_evidence_replaced_by_another(worked: AppContext, engine: Engine, table: str, recursive: str) -> None:
    """Also over a connection that forgot the pragma."""
    only_sqlite(engine)
    raw = engine.raw_connection()
    try:
        driver = raw.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA recursive_triggers={recursive}")
        with pytest.raises(driver.IntegrityError):
            driver.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    finally:
        raw.invalidate()
    assert audit.verify(worked).whole


def test_a_connection_that_deletes_by_replacing(engine: Engine) -> None:
    only_sqlite(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar() == 1


@pytest.mark.parametrize("step", [-1, 0, 2, 1000])
def test_a_log_entry_with_a_number_that_is_there_or_skips(worked: AppContext, engine: Engine, step: int) -> None:
    """-1 and 0 are there already; 2 leaves a hole that the next real entry would not show."""
    last = audit.events(worked)[-1]
    statement = "INSERT INTO audit SELECT :seq, at, actor, action, subject, crisis_id, data, prev_hash, :hash FROM audit WHERE seq = :last"
    refused(engine, statement, seq=last.seq + step, hash="f" * 64, last=last.seq)
    assert audit.verify(worked).whole


def test_the_next_number_is_taken_still(worked: AppContext) -> None:
    before = audit.events(worked)[-1].seq
    with worked.write() as session:
        for number in range(3):
            audit.append(session, worked, "kari", "log.entry", "k", text=str(number))
    assert [e.seq for e in audit.events(worked)][-3:] == [before + 1, before + 2, before + 3]
    assert audit.verify(worked).whole


def _triggers(engine: Engine) -> list[tuple[str, str]]:
    return sorted((n.split(".")[0], n.split(".")[1]) for n in EXPECTED[engine.dialect.name])


def _drop(connection: Connection, table: str, name: str) -> None:
    on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
    connection.execute(text(f"DROP TRIGGER {name}{on}"))


def test_rows_deleted_after_any_trigger_was_dropped(worked: AppContext, engine: Engine) -> None:
    """Every one of them, one at a time."""
    for table, name in _triggers(engine):
        with engine.connect() as connection:
            transaction = connection.begin()
            _drop(connection, table, name)
            with Session(connection) as session:
                assert guards.faults(session) == (f"{table}.{name}",)
            transaction.rollback()
    assert audit.verify(worked).guards == ()


def test_a_trigger_that_looks_like_ours_and_does_nothing(worked: AppContext, engine: Engine) -> None:
    with at_the_database(engine) as connection:
        if engine.dialect.name == "sqlite":
            _drop(connection, "audit", "audit_no_delete")
            connection.execute(text("CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT 1; END"))
            wanted: tuple[str, ...] = ("audit.audit_no_delete",)
        else:
            body = "$$ BEGIN RETURN NULL; END $$"
            connection.execute(
                text(f"CREATE OR REPLACE FUNCTION krisekanal_refuse() RETURNS trigger LANGUAGE plpgsql AS {body}")
            )
            wanted = tuple(
                f"{t}.{n}" for t, n in _triggers(engine) if n != "audit_in_order"
            )  # all that call that function
    assert audit.verify(worked).guards == wanted


def test_a_trigger_of_their_own_that_swallows_entries(worked: AppContext, engine: Engine) -> None:
    with at_the_database(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("CREATE TRIGGER quiet BEFORE INSERT ON audit BEGIN SELECT RAISE(IGNORE); END"))
        else:
            connection.execute(text("CREATE RULE quiet AS ON INSERT TO audit DO INSTEAD NOTHING"))
    assert audit.verify(worked).guards == ("audit.quiet",)


def test_triggers_switched_off(worked: AppContext, engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite cannot switch a trigger off")
    with at_the_database(engine) as connection:
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
    assert audit.verify(worked).guards == ("audit.audit_append_only", "audit.audit_in_order")


def test_what_the_migrations_make_is_what_is_expected(engine: Engine) -> None:
    """After a migration that adds or changes a trigger: write what this shows to store/evidence/expected_guards.py."""
    with Session(engine) as session:
        there = guards.found(session)
    assert {n: d for n, d in there.items() if n.split(".")[0] in GUARDED} == EXPECTED[engine.dialect.name]


@pytest.mark.usefixtures("folder")
def test_neither_the_doctor_nor_the_command_misses_it(capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(None, as_json=True)
    assert answer(verify, desk, {"file": None, "key": None}) == 0
    capsys.readouterr()
    engine = open_engine(desk.settings.database_url)
    with at_the_database(engine) as connection:
        _drop(connection, "audit", "audit_no_delete")
    engine.dispose()
    assert answer(verify, desk, {"file": None, "key": None}) == BROKEN
    assert json.loads(capsys.readouterr().out)["guards"] == ["audit.audit_no_delete"]
    assert answer(doctor, desk, {}) == 7
    rows = json.loads(capsys.readouterr().out)
    assert any(row["level"] == "error" and "audit.audit_no_delete" in row["message"] for row in rows)


@pytest.fixture
def made(ctx: AppContext, tmp_path: Path) -> bytes:
    return archive.export(ctx, "lars", past_crisis(ctx), tmp_path / "secret.key", tmp_path / "reports")[0]


def proven(made: bytes, tmp_path: Path, key: str | None) -> int:
    (tmp_path / "sak.zip").write_bytes(made)
    return answer(verify, Desk(None, as_json=True), {"file": tmp_path / "sak.zip", "key": key})


@pytest.mark.parametrize("key", ["", " ", "3", "{signer:.15}", "{signer:.12}   ", "{signer}0", "zzzzzzzzzzzzzzzz"])
def test_a_forged_package_verified_with_next_to_no_key(made: bytes, tmp_path: Path, key: str) -> None:
    named = key.format(signer=package.verify(made).signer)
    assert proven(made, tmp_path, named) == 2


def test_a_package_of_a_stranger_s_own_making_taken_for_ours(
    made: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged, ours = signed_anew(files(made)), package.verify(made).signer
    assert proven(forged, tmp_path, None) == UNKNOWN_SIGNER
    assert json.loads(capsys.readouterr().out)["known"] is False
    assert proven(forged, tmp_path, ours) == proven(forged, tmp_path, ours[:16]) == BROKEN
    assert proven(made, tmp_path, ours[:16].upper()) == 0


def test_an_event_of_the_crisis_hidden_as_another_crisis_bare_link(made: bytes) -> None:
    """The chain holds still: a bare link has the hash of what it hides. Whoever has the key could sign it so."""
    found = files(made)
    lines = [json.loads(line) for line in found[package.CHAIN].splitlines()]
    hidden = next(line for line in lines if line.get("action") == "draft.approved")
    bare = [{k: v for k, v in e.items() if k in ("seq", "prev_hash", "hash")} if e is hidden else e for e in lines]
    found[package.CHAIN] = "\n".join(canonical(line) for line in bare).encode() + b"\n"
    report = package.verify(signed_anew(found))
    assert (report.why, report.first_bad) == ("chain", f"event {hidden['seq']}")
