"""Line 8: what somebody at the database, or with a package in hand, gets past the log."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from desk.cli.command import answer
from desk.cli.commands.doctor import doctor
from desk.cli.commands.log import BROKEN, CUT_OFF, NOT_AS_LEFT, UNKNOWN_SIGNER, verify
from desk.cli.desk import Desk
from desk.page import app
from policy.evidence import log_heads, package
from policy.evidence.hashing import canonical, event_hash
from schemas.event import EventKind
from schemas.evidence.audit import AuditEvent
from schemas.evidence.log_head import LogHead, Occasion
from store.context import AppContext
from store.crises import lifecycle
from store.db.database import open_engine
from store.db.tables import AuditRow
from store.drafts import drafts
from store.evaluation import archive
from store.evidence import archive_key, audit, guards, head_files, heads
from store.evidence.expected_guards import EXPECTED
from store.notices.log_heads import plan_next
from store.outbox import outbox
from tests.cast import content, request
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture
from tests.desk.web.inside import Inside
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


only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""PostgreSQL has no such verb."""
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""SQLite cannot switch a trigger off."""


@only_sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("table", ["audit", "revision", "crisis", "account"])
def test_a_row_of_evidence_replaced_by_another(worked: AppContext, engine: Engine, table: str, recursive: str) -> None:
    """Also over a connection that forgot the pragma."""
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


@only_sqlite
def test_a_connection_that_deletes_by_replacing(engine: Engine) -> None:
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
                f"{t}.{n}" for t, n in _triggers(engine) if n not in ("audit_in_order", "audit_told")
            )  # all that call that function
    assert audit.verify(worked).guards == wanted


def test_a_trigger_of_their_own_that_swallows_entries(worked: AppContext, engine: Engine) -> None:
    with at_the_database(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("CREATE TRIGGER quiet BEFORE INSERT ON audit BEGIN SELECT RAISE(IGNORE); END"))
        else:
            connection.execute(text("CREATE RULE quiet AS ON INSERT TO audit DO INSTEAD NOTHING"))
    assert audit.verify(worked).guards == ("audit.quiet",)


@only_postgresql
def test_triggers_switched_off(worked: AppContext, engine: Engine) -> None:
    with at_the_database(engine) as connection:
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
    assert audit.verify(worked).guards == ("audit.audit_append_only", "audit.audit_in_order", "audit.audit_told")


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


# Heads outside: what whoever runs the database cannot reach.


def test_a_stranger_has_fetched_a_head_and_can_compare(inside: Inside) -> None:
    """As the public page's own program shows it: what was fetched once is out of everybody's reach here."""
    lifecycle.establish(inside.ctx, "kari", request())
    head = heads.take(inside.ctx, inside.settings.key_file, Occasion.REGULAR)
    assert head is not None
    head_files.write(inside.settings.public_dir, head)
    stranger = TestClient(app(inside.settings), base_url="http://localhost")
    answer = stranger.get("/log-heads/newest.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    seen = log_heads.read(answer.content, "hentet")
    assert seen.genuine and seen.hash == audit.events(inside.ctx)[-1].hash == head.hash
    listed = stranger.get("/log-heads/list.json").json()
    assert [stranger.get(f"/log-heads/{name}").content for name in listed] == [answer.content]
    assert stranger.get("/log-heads/").status_code == 404


@pytest.fixture
def town(folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Desk:  # noqa: F811  # a fixture
    """The command line on either kind of database, and some lines in its log."""
    monkeypatch.setenv("KRISEKANAL_DATABASE_URL", database_url)
    desk = Desk("lars", as_json=True)
    more_lines(desk, 12)
    assert folder == desk.settings.data
    return desk


def more_lines(desk: Desk, count: int) -> None:
    with desk.ctx.write() as session:
        for number in range(count):
            audit.append(session, desk.ctx, "kari", "log.entry", "k", text=f"Linje {number}")


def head_of(desk: Desk, **changed: Any) -> LogHead:
    """Taken now; with `changed` fields under the old signature."""
    head = heads.take(desk.ctx, desk.settings.key_file, Occasion.REGULAR)
    assert head is not None
    return head.model_copy(update=changed)


def kept_outside(desk: Desk, head: LogHead, name: str = "hode.json") -> Path:
    path = desk.settings.data / name
    path.write_text(log_heads.as_json(head), encoding="utf-8")
    return path


def verified(desk: Desk, capsys: pytest.CaptureFixture[str], **options: Any) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = answer(verify, desk, options)
    said = capsys.readouterr()
    return code, json.loads(said.out or said.err)


def rewritten(ctx: AppContext, first: int, last: int) -> None:
    """By whoever runs the database: no guard, lines `first` to `last` say something else, those after are gone, hashes fit."""
    with at_the_database(ctx.engine) as connection, unguarded(connection):
        connection.execute(text("DELETE FROM audit WHERE seq > :last"), {"last": last})
        with Session(connection) as session:
            rows = session.exec(
                select(AuditRow).where(col(AuditRow.seq) >= first - 1).order_by(col(AuditRow.seq))
            ).all()
            before = rows[0].hash
            for row in rows[1:]:
                event = AuditEvent.model_validate(row).model_copy(update={"subject": "noe annet", "prev_hash": before})
                before = event_hash(event)
                row.subject, row.prev_hash, row.hash = "noe annet", event.prev_hash, before
            session.flush()
    assert audit.verify(ctx).whole, "the log by itself shows nothing"


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        yield
        connection.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))
        return
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
    )
    made = found.all()
    for name, _ in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, sql in made:
        connection.exec_driver_sql(sql)


def test_a_head_outside_proves_the_log_up_to_its_line(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    head = kept_outside(town, taken := head_of(town))
    more_lines(town, 3)
    code, found = verified(town, capsys, heads=[head])
    assert (code, found["proven"], found["events"]) == (0, taken.sequence, taken.sequence + 3)
    assert found["outside"][0]["verdict"] == "holds" and found["proven_by"] == str(head)


def test_the_whole_tail_deleted_and_the_log_whole(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    head = kept_outside(town, taken := head_of(town))
    rewritten(town.ctx, taken.sequence - 4, taken.sequence - 5)
    code, found = verified(town, capsys, heads=[head])
    assert (code, found["outside"][0]["verdict"], found["proven"]) == (CUT_OFF, "beyond", 0)
    town.as_json = False
    capsys.readouterr()
    assert answer(verify, town, {"heads": [head]}) == CUT_OFF
    assert f"linje {taken.sequence}" in (said := capsys.readouterr().out) and "Linjer er kuttet bort" in said


def test_the_tail_deleted_and_other_lines_written_in_its_place(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    head = kept_outside(town, taken := head_of(town))
    rewritten(town.ctx, taken.sequence - 4, taken.sequence - 5)
    more_lines(town, 9)
    code, found = verified(town, capsys, heads=[head])
    assert (code, found["outside"][0]["verdict"]) == (BROKEN, "differs")


def test_the_chain_made_anew_from_the_middle(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first = kept_outside(town, early := head_of(town), "tidlig.json")
    more_lines(town, 10)
    second = kept_outside(town, late := head_of(town), "sent.json")
    rewritten(town.ctx, early.sequence + 3, late.sequence)
    code, found = verified(town, capsys, heads=[first, second])
    assert (code, found["proven"]) == (BROKEN, early.sequence), "what came before the change is proven still"
    assert [head["verdict"] for head in found["outside"]] == ["holds", "differs"]


def test_the_chain_made_anew_with_a_package_of_the_archive_outside(
    town: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    crisis = lifecycle.establish(town.ctx, "kari", request())
    data, _ = archive.export(town.ctx, "lars", crisis.id, town.settings.key_file, town.settings.data / "reports")
    reached = package.verify(data).sequence
    (outside := town.settings.data / "arkiv").mkdir()
    (outside / "sak.zip").write_bytes(data)
    assert verified(town, capsys, packages=[outside])[1]["proven"] == reached
    rewritten(town.ctx, reached - 2, reached)
    code, found = verified(town, capsys, packages=[outside / "sak.zip"])
    assert (code, found["outside"][0]["verdict"]) == (BROKEN, "differs")
    rewritten(town.ctx, reached - 2, reached - 3)
    assert verified(town, capsys, packages=[outside])[0] == CUT_OFF
    (outside / "sak.zip").write_bytes(signed_anew(files(data)))
    assert verified(town, capsys, packages=[outside])[0] == UNKNOWN_SIGNER
    odd = {**files(data), package.CHAIN: b'{"hash":1,"prev_hash":"' + b"0" * 64 + b'","seq":1}\n'}
    odd["manifest.json"] = canonical({**json.loads(odd["manifest.json"]), "events": []}).encode()
    (outside / "sak.zip").write_bytes(signed_anew(odd))
    assert verified(town, capsys, packages=[outside])[0] == UNKNOWN_SIGNER, "a stranger's odd words stop nothing"
    (outside / "sak.zip").write_bytes(b"PK not")
    assert verified(town, capsys, packages=[outside])[0] == NOT_AS_LEFT


def test_the_public_folder_set_back_to_an_older_head(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The older one is genuine and the log agrees: but the log says that a newer one was written there."""
    public = town.settings.public_dir
    head_files.write(public, old := head_of(town))
    more_lines(town, 5)
    head_files.write(public, new := head_of(town))
    with town.ctx.write() as session:
        data = new.model_dump(mode="json")
        audit.append(session, town.ctx, audit.SYSTEM, heads.TAKEN, str(new.sequence), written=True, **data)
    assert verified(town, capsys)[1]["proven"] == new.sequence
    for path in (public / "log-heads").iterdir():
        path.unlink()
    head_files.write(public, old)
    code, found = verified(town, capsys)
    assert (code, found["proven"], found["written"]) == (NOT_AS_LEFT, old.sequence, new.sequence)
    shutil.rmtree(public / "log-heads")
    assert verified(town, capsys)[0] == NOT_AS_LEFT


def test_a_cut_log_found_without_being_asked_by_what_the_public_folder_has(
    town: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    head_files.write(town.settings.public_dir, taken := head_of(town))
    rewritten(town.ctx, taken.sequence - 1, taken.sequence - 2)
    assert verified(town, capsys)[0] == CUT_OFF


FORGED: tuple[dict[str, Any], ...] = (
    {"sequence": 3},
    {"hash": "0" * 64},
    {"municipality": "1234"},
    {"at": datetime(2026, 1, 1, tzinfo=UTC)},
    {"signature": "0" * 128},
    {"fingerprint": "0" * 32},
    {"occasion": Occasion.STAND_DOWN},
)


def test_a_head_forged_in_our_name(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    for changed in FORGED:
        code, found = verified(town, capsys, heads=[kept_outside(town, head_of(town, **changed))])
        assert (code, found["outside"][0]["verdict"], found["proven"]) == (NOT_AS_LEFT, "forged", 0), changed


def test_a_head_signed_by_a_stranger_taken_for_ours(
    town: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what a log made anew says; it accuses nobody either, whatever it says."""
    ours = head_of(town)
    theirs = heads.take(town.ctx, tmp_path / "fremmed" / "secret.key", Occasion.REGULAR)
    assert theirs is not None
    path = kept_outside(town, theirs)
    assert verified(town, capsys, heads=[path])[0] == UNKNOWN_SIGNER
    assert verified(town, capsys, heads=[path], key=ours.fingerprint)[0] == UNKNOWN_SIGNER
    code, found = verified(town, capsys, heads=[path], key=theirs.fingerprint[:16])
    assert (code, found["proven"]) == (0, theirs.sequence), "who has its fingerprint from elsewhere may trust it"
    rewritten(town.ctx, theirs.sequence - 1, theirs.sequence - 2)
    code, found = verified(town, capsys, heads=[path])
    assert (code, found["outside"][0]["verdict"]) == (UNKNOWN_SIGNER, "unknown")


def test_a_head_of_another_municipality(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where it was given our key, as a copy of an installation has it."""
    key, _ = archive_key.open_key(town.settings.key_file)
    other = log_heads.made(head_of(town, municipality="1234"), key.sign)
    code, found = verified(town, capsys, heads=[kept_outside(town, other)])
    assert (code, found["outside"][0]["verdict"], found["proven"]) == (NOT_AS_LEFT, "foreign", 0)


def test_a_head_verified_with_next_to_no_key(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    path = kept_outside(town, head := head_of(town))
    for key in ("", " ", "3", head.fingerprint[:15], f"{head.fingerprint}0", "z" * 16):
        assert verified(town, capsys, heads=[path], key=key)[0] == 2, key


def test_a_file_that_holds_no_head(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    path = town.settings.data / "noe.json"
    for content_ in (
        "",
        "{",
        "ikke et hode",
        '{"format": "krisekanal-log-head-1"}',
        "[]" * 1000,
        "[" * 100_000,
        "\xff\x00",
    ):
        path.write_text(content_)
        code, found = verified(town, capsys, heads=[path])
        assert (code, found["outside"][0]["verdict"]) == (NOT_AS_LEFT, "unreadable"), content_[:40]
    assert verified(town, capsys, heads=[path.with_name("finnes-ikke.json")])[0] == 2


def test_a_head_with_a_number_that_no_log_reaches(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    key, _ = archive_key.open_key(town.settings.key_file)
    far = log_heads.made(head_of(town, sequence=10**30), key.sign)
    assert verified(town, capsys, heads=[kept_outside(town, far)])[0] == CUT_OFF


def test_the_letter_to_the_log_keeper_is_a_head_too(town: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """As a mail program saves it, lines folded and all."""
    head = head_of(town)
    letter = EmailMessage()
    letter["Subject"] = "Loggen, linje 12"
    letter.set_content(
        f"Ta vare på brevet.\n\n{log_heads.as_json(head)}\n\nHilsen Krisekanal — æøå\n", cte="quoted-printable"
    )
    (path := town.settings.data / "brev.eml").write_bytes(letter.as_bytes())
    assert head.signature.encode() not in path.read_bytes(), "it is folded"
    assert verified(town, capsys, heads=[path])[1]["proven"] == head.sequence


def test_the_page_that_proves_the_log_misses_a_cut_tail(inside: Inside) -> None:
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    head = heads.take(inside.ctx, inside.settings.key_file, Occasion.REGULAR)
    assert head is not None and crisis.id
    head_files.write(inside.settings.public_dir, head)
    client = inside.client("lars")
    assert f"til og med linje {head.sequence}" in client.get("/log/verify").text
    rewritten(inside.ctx, head.sequence - 1, head.sequence - 2)
    shown = client.get("/log/verify").text
    assert "skrevet om" in shown or "kuttet bort" in shown, "a login has written lines since"
    assert 'data-color="danger"' in shown


def test_heads_kept_from_being_taken_by_a_line_that_says_they_were(town: Desk) -> None:
    """Whoever runs the database can write any line: none of them ends the heads, or the look at them."""
    for data in ({}, {"sequence": 10**9, "written": True}, {"sequence": "x", "written": 1}, {"written": True}):
        with town.ctx.write() as session:
            audit.append(session, town.ctx, audit.SYSTEM, heads.TAKEN, "x", **data)
        more_lines(town, 1)
        plan_next(town.ctx, timedelta(minutes=1))
        assert any(event.kind is EventKind.LOG_HEAD_DUE for event in outbox.pending(town.ctx)), data
        assert answer(verify, town, {}) in (0, NOT_AS_LEFT), data
        with at_the_database(town.ctx.engine) as connection:
            connection.execute(text("DELETE FROM outbox WHERE kind = 'LogHeadDue'"))


@only_sqlite
@pytest.mark.parametrize("column", ["data", "at"])
def test_a_line_that_ends_the_look_at_the_log(town: Desk, column: str, capsys: pytest.CaptureFixture[str]) -> None:
    """SQLite keeps what is no JSON and no time; PostgreSQL refuses it."""
    with at_the_database(town.ctx.engine) as connection, unguarded(connection):
        connection.execute(text(f"UPDATE audit SET {column} = '{{' WHERE seq = 3"))
    code, found = verified(town, capsys)
    assert (code, found["first_bad"], found["why"]) == (BROKEN, 3, "unreadable")
