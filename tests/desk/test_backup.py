"""`krisekanal backup` and `restore`, as IT types them: one file, an empty folder, and what is said of it."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from config.language import texts
from config.machine.folder_lock import FolderLock
from desk.cli.command import answer
from desk.cli.commands import backup, run
from desk.cli.commands.log import verify
from desk.cli.desk import Desk
from schemas.errors import AlreadyRunning, InvalidInput, Refused, StoreUnavailable
from store import opening
from store.crises import entries, lifecycle
from store.outbox import workers
from tests.cast import request
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture
from tests.servers.postgres import Postgres

PASSPHRASE = "fire tilfeldige ord til slutt"


@pytest.fixture
def file(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811  # the fixture
    """Of a house with a crisis in it, keys and all."""
    desk = Desk("kari")
    crisis = lifecycle.establish(desk.ctx, "kari", request())
    entries.add(desk.ctx, "lars", crisis.id, "Vannverket er orientert")
    return tmp_path_factory.mktemp("minnepenn") / "krisekanal.tar.gz"


def typed(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(backup, "one_line", lambda _asked: words)


def test_from_one_machine_to_another(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, PASSPHRASE)
    monkeypatch.setenv("COLUMNS", "40")
    assert answer(backup.backup, Desk(), {"file": file, "with_keys": True}) == 0
    said = capsys.readouterr().out
    assert said.startswith("Sikkerhetskopien er hel: ") and str(file) in said.splitlines()[1], "whole on one line"
    there = tmp_path / "annen maskin"
    monkeypatch.setenv("KRISEKANAL_DATA", str(there))
    monkeypatch.delenv("KRISEKANAL_MUNICIPALITY")
    assert answer(backup.restore, Desk("kari"), {"file": file, "drill": False, "database": ""}) == 0
    said = capsys.readouterr().out
    assert "Liv 1 av databasen har begynt" in said and str(there / "municipality.yaml") in said
    assert "Ingenting ventet på å bli sendt." in said and "Stopp den andre maskinen" in said
    assert answer(verify, Desk(), dict.fromkeys(("file", "key", "heads", "packages"))) == 0
    assert "Bevist" in capsys.readouterr().out, "by the head that came with it"
    assert (there / "archive.key").exists()


def test_a_stick_that_is_not_in_place_is_told(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    away = tmp_path / "minnepenn" / "kopi.tar.gz"
    assert answer(backup.backup, Desk(), {"file": away, "with_keys": False}) == 2
    assert "Er disken på plass?" in capsys.readouterr().err and not away.parent.exists()


def test_not_where_something_is_and_not_where_krisekanal_runs(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(backup.backup, Desk(), {"file": file, "with_keys": False})
    assert "Nøklene er ikke med" in capsys.readouterr().out
    assert answer(backup.restore, Desk("kari"), {"file": file, "drill": False, "database": ""}) == Refused.exit_code
    assert "er ikke tom" in capsys.readouterr().err
    lock = FolderLock(tmp_path)
    assert (
        answer(backup.restore, Desk("kari"), {"file": file, "drill": False, "database": ""}) == AlreadyRunning.exit_code
    )
    lock.release()


def test_a_wrong_passphrase_and_a_stranger_restore_nothing(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, PASSPHRASE)
    answer(backup.backup, Desk(), {"file": file, "with_keys": True})
    there = tmp_path / "annen"
    monkeypatch.setenv("KRISEKANAL_DATA", str(there))
    typed(monkeypatch, "et helt annet passord")
    assert (
        answer(backup.restore, Desk("kari"), {"file": file, "drill": False, "database": ""}) == InvalidInput.exit_code
    )
    typed(monkeypatch, PASSPHRASE)
    assert answer(backup.restore, Desk("ukjent"), {"file": file, "drill": False, "database": ""}) != 0
    assert [path.name for path in there.iterdir()] == ["up.lock"]


def _files(below: Path) -> dict[Path, bytes]:
    """But SQLite's own, which it tidies by itself, and who holds the folder."""
    found = (path for path in below.rglob("*") if path.is_file() and not path.name.startswith(("krisekanal.db", "up.")))
    return {path: path.read_bytes() for path in found}


def test_a_drill_says_how_long_it_took_and_touches_nothing(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside what is running; with the keys, since whoever has forgotten the passphrase finds out today."""
    typed(monkeypatch, PASSPHRASE)
    answer(backup.backup, Desk(), {"file": file, "with_keys": True})
    before = _files(tmp_path)
    lock = FolderLock(tmp_path)
    capsys.readouterr()
    assert answer(backup.restore, Desk(), {"file": file, "drill": True, "database": ""}) == 0
    said = capsys.readouterr().out
    assert re.search(r"Øvelsen gikk bra og tok \d+,?\.?\d* sekunder", said) and "Ingenting ble sendt" in said
    assert _files(tmp_path) == before
    typed(monkeypatch, "et helt annet passord")
    assert answer(backup.restore, Desk(), {"file": file, "drill": True, "database": ""}) == InvalidInput.exit_code
    file.write_bytes(file.read_bytes()[:-1000])
    assert answer(backup.restore, Desk(), {"file": file, "drill": True, "database": ""}) == InvalidInput.exit_code
    lock.release()


def test_a_drill_of_postgresql_goes_into_a_database_of_its_own(
    file: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgres.fresh()
    monkeypatch.setenv("KRISEKANAL_DATABASE_URL", postgres.fresh())
    opening.set_up(Desk().settings)
    assert answer(backup.backup, Desk(), {"file": file, "with_keys": False}) == 0
    assert answer(backup.restore, Desk(), {"file": file, "drill": True, "database": ""}) == Refused.exit_code
    assert answer(backup.restore, Desk(), {"file": file, "drill": True, "database": url}) == 0
    assert "Øvelsen gikk bra" in capsys.readouterr().out
    assert answer(backup.restore, Desk(), {"file": file, "drill": True, "database": url}) == Refused.exit_code


@pytest.mark.usefixtures("folder")
def test_an_upgrade_starts_everything_where_it_is_told_to_and_went_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[Desk] = []
    monkeypatch.setattr(run, "up", started.append)
    assert answer(backup.upgrade, Desk(), {"start": False}) == 0
    assert not started and "systemctl start" in capsys.readouterr().out
    assert answer(backup.upgrade, Desk(), {"start": True}) == 0
    assert len(started) == 1 and "alt på denne versjonen" in capsys.readouterr().err
    workers.sign_in(Desk().ctx, "plain")
    assert answer(backup.upgrade, Desk(), {"start": True}) == Refused.exit_code
    assert len(started) == 1, "somebody is at work"


@pytest.mark.usefixtures("folder")
def test_another_folder_is_no_new_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KRISEKANAL_DATA", str(tmp_path / "feil"))
    assert answer(verify, Desk(), dict.fromkeys(("file", "key", "heads", "packages"))) == StoreUnavailable.exit_code
    said = capsys.readouterr().err
    assert "Det er ingen database i" in said and not (tmp_path / "feil").exists()


def test_a_newer_database_is_a_sentence_that_names_both(
    folder: Path,  # noqa: F811  # the fixture
    capsys: pytest.CaptureFixture[str],
) -> None:
    with closing(sqlite3.connect(folder / "krisekanal.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    texts.use("en")
    assert answer(verify, Desk(), dict.fromkeys(("file", "key", "heads", "packages"))) == StoreUnavailable.exit_code
    assert "is at version 9999" in capsys.readouterr().err
