"""`krisekanal backup` and `restore`, as IT types them: one file, an empty folder, and what is said of it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from config import texts
from desk.cli.command import answer
from desk.cli.commands import backup
from desk.cli.commands.log import verify
from desk.cli.desk import Desk
from desk.cli.folder_lock import FolderLock
from schemas.errors import AlreadyRunning, InvalidInput, Refused, StoreUnavailable
from store.crises import entries, lifecycle
from tests.cast import request
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture

PASSPHRASE = "fire tilfeldige ord til slutt"


@pytest.fixture
def file(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811  # the fixture
    """Of a house with a crisis in it, keys and all."""
    desk = Desk("kari")
    crisis = lifecycle.establish(desk.ctx, "kari", request())
    entries.add(desk.ctx, "lars", crisis.id, "Vannverket er orientert")
    return tmp_path_factory.mktemp("minnepenn") / "krisekanal.tar.gz"


def typed(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(backup, "_typed", lambda _asked: words)


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
    assert answer(backup.restore, Desk("kari"), {"file": file}) == 0
    said = capsys.readouterr().out
    assert "Liv 1 av databasen har begynt" in said and str(there / "municipality.yaml") in said
    assert "Ingenting ventet på å bli sendt." in said and "Stopp den andre maskinen" in said
    assert answer(verify, Desk(), dict.fromkeys(("file", "key", "heads", "packages"))) == 0
    assert "Bevist" in capsys.readouterr().out, "by the head that came with it"
    assert (there / "archive.key").exists()


def test_not_where_something_is_and_not_where_krisekanal_runs(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(backup.backup, Desk(), {"file": file, "with_keys": False})
    assert "Nøklene er ikke med" in capsys.readouterr().out
    assert answer(backup.restore, Desk("kari"), {"file": file}) == Refused.exit_code
    assert "er ikke tom" in capsys.readouterr().err
    lock = FolderLock(tmp_path)
    assert answer(backup.restore, Desk("kari"), {"file": file}) == AlreadyRunning.exit_code
    lock.release()


def test_a_wrong_passphrase_and_a_stranger_restore_nothing(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, PASSPHRASE)
    answer(backup.backup, Desk(), {"file": file, "with_keys": True})
    there = tmp_path / "annen"
    monkeypatch.setenv("KRISEKANAL_DATA", str(there))
    typed(monkeypatch, "et helt annet passord")
    assert answer(backup.restore, Desk("kari"), {"file": file}) == InvalidInput.exit_code
    typed(monkeypatch, PASSPHRASE)
    assert answer(backup.restore, Desk("ukjent"), {"file": file}) != 0
    assert [path.name for path in there.iterdir()] == ["up.lock"]


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
