"""Bad input through the command line: a clear sentence, the documented exit code, nothing half done."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from config.language import texts
from desk.cli.command import answer
from desk.cli.commands import account, config, crisis, draft, log
from desk.cli.desk import Desk
from schemas.crises.crisis import Severity
from schemas.errors import StoreUnavailable
from store.accounts import accounts
from store.context import AppContext
from store.crises import find, lifecycle
from store.db import migrate
from store.db.database import open_engine
from tests.cast import MUNICIPALITY, request, seen_of
from tests.fakes import FakeChannels, FakeClock
from tests.journeys.town import FILE

ESTABLISH = {"title": "Vann", "what": "Bakterier", "where": "Lånke", "severity": Severity.SEVERE, "exercise": False}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_sqlite: bytes) -> Iterator[Path]:
    for name in [n for n in os.environ if n.startswith("KRISEKANAL_")]:
        monkeypatch.delenv(name)
    (tmp_path / "town.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "krisekanal.db").write_bytes(migrated_sqlite)
    (tmp_path / "krisekanal.db").chmod(0o600)
    monkeypatch.setenv("KRISEKANAL_DATA", str(tmp_path))
    monkeypatch.setenv("KRISEKANAL_MUNICIPALITY", str(tmp_path / "town.yaml"))
    monkeypatch.setenv("KRISEKANAL_BUSY_TIMEOUT_MS", "200")
    texts.use("nb")
    yield tmp_path
    texts.use("nb")


def fails(capsys: pytest.CaptureFixture[str], work: Any, actor: str | None, code: int, **options: Any) -> str:
    """The sentence on standard error; standard output stays empty."""
    assert answer(work, Desk(actor, as_json=True), options) == code
    said = capsys.readouterr()
    assert said.out == ""
    found = json.loads(said.err)
    assert found["exit_code"] == code
    return " ".join([found["message"], *(p["message"] for p in found["problems"])])


def works(capsys: pytest.CaptureFixture[str], work: Any, actor: str, **options: Any) -> Any:
    assert answer(work, Desk(actor, as_json=True), options) == 0
    return json.loads(capsys.readouterr().out)


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "krisekanal.db")) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def new(**more: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(
        (
            "file",
            "short",
            "template",
            "field",
            "link",
            "next_update",
            "signature",
            "target",
            "media",
            "alt",
            "account",
            "crisis",
        )
    )
    return {**nothing, "title": "Kok", "text": "Kok vannet", "submit": False, **more}


def test_unreadable_and_wrong_yaml(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "finnes" in fails(capsys, config.check, None, 5, file=folder / "nei.yaml")
    (folder / "x.yaml").write_text("people: [", encoding="utf-8")
    assert fails(capsys, config.check, None, 5, file=folder / "x.yaml")
    broken = FILE.replace("roles: [unit_leader]", "roles: [sjef]").replace("notices: epost", "notices: brevdue")
    (folder / "x.yaml").write_text(broken, encoding="utf-8")
    said = fails(capsys, config.check, None, 5, file=folder / "x.yaml")
    assert "sjef" in said or "unit_leader" in said
    assert "brevdue" in said, "every problem is told, not only the first"


def test_unknown_ids(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "k-ukjent" in fails(capsys, crisis.show, None, 4, crisis="k-ukjent")
    assert "u-ukjent" in fails(capsys, draft.show_one, None, 4, draft="u-ukjent")
    assert "kari" in fails(capsys, crisis.establish, "ukjent", 4, **ESTABLISH)
    assert "mastodon" in fails(capsys, account.lock_status, None, 4, account="ukjent")


@pytest.mark.parametrize("actor", ["anne", "ola", "liv", "nils"])
def test_wrong_role(folder: Path, capsys: pytest.CaptureFixture[str], actor: str) -> None:
    said = fails(capsys, crisis.establish, actor, 3, **ESTABLISH)
    assert "Kari Rådmann" in said or "ikke lenger aktiv" in said
    assert count(folder, "crisis") == count(folder, "account_lock") == 0


def test_nobody_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--as" in fails(capsys, crisis.establish, None, 2, **ESTABLISH)


def test_too_long_text_and_empty_fields(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--title" in fails(capsys, crisis.establish, "kari", 2, **(ESTABLISH | {"title": "x" * 500}))
    works(capsys, crisis.establish, "kari", **ESTABLISH)
    assert "--title" in fails(capsys, draft.new, "anne", 2, **new(title="x" * 500))
    assert "--text" in fails(capsys, draft.new, "anne", 2, **new(text=None))
    assert count(folder, "draft") == 0


def test_a_text_too_long_for_a_channel(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "town.yaml").write_text(
        FILE.replace('"krisepage://"', '"krisepage://", max_length: 40'), encoding="utf-8"
    )
    works(capsys, crisis.establish, "kari", **ESTABLISH)
    said = fails(capsys, draft.new, "anne", 2, **new(text="Kok vannet. " * 10))
    assert "40 tegn" in said and "--short" in said and "side" in said
    assert count(folder, "draft") == 0


def test_accounts_that_cannot_be_used(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    works(capsys, crisis.establish, "kari", **ESTABLISH)
    assert "ikke tilkoblet" in fails(capsys, draft.new, "anne", 3, **new(account=["facebook"]))
    assert "sandkassekonto" in fails(capsys, draft.new, "anne", 3, **new(account=["side-ovelse"]))
    assert count(folder, "draft") == 0


def test_no_channel_is_connected(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = "\n".join(line for line in FILE.splitlines() if "krisepage" not in line and "krisekonsoll" not in line)
    bare = bare.replace(", fallback: skjerm", "")
    (folder / "town.yaml").write_text(bare, encoding="utf-8")
    works(capsys, crisis.establish, "kari", **ESTABLISH)
    assert "Ingen kanal er tilkoblet" in fails(capsys, draft.new, "anne", 2, **new())


def test_reasons_and_stale_fingerprints(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    works(capsys, crisis.establish, "kari", **ESTABLISH)
    made = works(capsys, draft.new, "anne", **new(submit=True))
    assert "--reason" in fails(capsys, draft.give_back, "ola", 3, draft=made["id"], reason=" ")
    assert "--seen" in fails(capsys, draft.approve, "ola", 2, draft=made["id"], seen=None, wait=0)
    works(
        capsys,
        draft.edit,
        "anne",
        draft=made["id"],
        **{k: v for k, v in new(text="Ny tekst").items() if k not in ("crisis", "submit")},
    )
    said = fails(capsys, draft.approve, "ola", 3, draft=made["id"], seen=seen_of(made), wait=0)
    assert "Les det på nytt" in said
    assert count(folder, "message") == 0


def test_a_locked_database(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(crisis.listing, Desk(None, as_json=True), {})
    capsys.readouterr()
    with closing(sqlite3.connect(folder / "krisekanal.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "opptatt" in fails(capsys, crisis.establish, "kari", 6, **ESTABLISH)
    assert count(folder, "crisis") == count(folder, "audit") - count(folder, "audit") == 0


def test_a_database_not_set_up(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "krisekanal.db").unlink()
    assert f"Det er ingen database i {folder}" in fails(capsys, crisis.listing, None, 6)
    assert not (folder / "krisekanal.db").exists(), "and none is made by asking"
    (folder / "krisekanal.db").touch()
    assert "krisekanal db upgrade" in fails(capsys, crisis.listing, None, 6)


def test_a_full_disk(tmp_path: Path) -> None:
    """Simulated with SQLite's own page limit: the whole transaction is undone, and the sentence says why."""
    engine = open_engine(f"sqlite:///{tmp_path / 'kk.db'}")

    migrate.upgrade(engine)
    ctx = AppContext(engine, MUNICIPALITY, FakeChannels(), FakeClock())
    accounts.sync(ctx)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    engine.dispose()

    @event.listens_for(engine, "connect")
    def _full(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    with pytest.raises(StoreUnavailable, match="disk is full"):
        for _ in range(50):
            lifecycle.establish(ctx, "kari", request())
    found = find.listing(ctx)
    locks = accounts.status(ctx, "side").locks
    assert len(locks) == len(found), "a crisis without its locks would be half done"
    engine.dispose()


def test_wrong_settings_and_languages(folder: Path) -> None:
    def run(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "desk.cli.main", *words]
        return subprocess.run(command, env=os.environ | more, capture_output=True, text=True, check=False)

    wrong = run("crisis", "list", KRISEKANAL_PAGE_PORT="mange")
    assert wrong.returncode == 5 and "KRISEKANAL_PAGE_PORT" in wrong.stderr and "Traceback" not in wrong.stderr
    secret = run("crisis", "list", KRISEKANAL_DATABASE_URL="mysql://bruker:hemmelig@vert/db")
    assert secret.returncode == 5 and "hemmelig" not in secret.stderr
    assert (
        "Only the rådmann"
        in run(
            "crisis", "establish", "--title", "a", "--what", "b", "--where", "c", "--as", "anne", "--lang", "en"
        ).stderr
    )
    assert (
        "Bare rådmann"
        in run("crisis", "establish", "--title", "a", "--what", "b", "--where", "c", "--as", "anne").stderr
    )
    assert run("crisis", "list", "--lang", "xx").returncode == 2


def test_who_may_write_in_the_log(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    works(capsys, crisis.establish, "kari", **ESTABLISH)
    assert "Lars Loggfører" in fails(capsys, log.add, "anne", 3, text="Hei", crisis=None)
    assert "5000" in fails(capsys, log.add, "lars", 2, text="  ", crisis=None)


def test_a_sentence_in_json_is_words_not_a_template(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = works(capsys, config.check, "kari")
    assert set(found) == {"message"}
    assert str(folder / "town.yaml") in found["message"]
