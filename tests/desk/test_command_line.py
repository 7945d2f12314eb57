"""The door of the command line: its version, its settings file, what it says before anything is opened."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from desk.cli import commands, main
from desk.cli.command import answer
from desk.cli.commands import db, run
from desk.cli.desk import Desk
from schemas.errors import ConfigInvalid
from store.db.migrate import newest


def test_the_version_is_said_without_a_database(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["krisekanal", "--version"])
    main.main()
    assert capsys.readouterr().out == f"Krisekanal 0.1.0, databaseversjon {newest()}.\n"


def test_settings_of_a_file_hold_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text(f"KRISEKANAL_DATA={tmp_path}/krise\nKRISEKANAL_LANG=en\n")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KRISEKANAL_")}
    done = subprocess.run(
        [sys.executable, "-m", "desk.cli.main", "crisis", "list", "--json"],
        env=clean | {"KRISEKANAL_SETTINGS": str(tmp_path / "settings.env"), "PYTHONPATH": str(Path.cwd())},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 6
    assert f"There is no database at {tmp_path}/krise/krisekanal.db" in done.stderr


def test_help_brings_nothing_of_the_house_with_it() -> None:
    """Every command and its line are there, and neither database nor channels were imported for it."""
    asked = (
        "import sys; sys.argv = ['krisekanal', '--help']\n"
        "from desk.cli import main\n"
        "try: main.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'store', 'notifiers', 'sqlalchemy', 'apprise', 'httpx'}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
    for name in (*commands.ALONE, *commands.GROUPS):
        assert f" {name} " in done.stdout


@pytest.mark.parametrize("name", [*commands.ALONE, *commands.GROUPS])
def test_the_command_that_is_meant_is_whole(name: str) -> None:
    """As `build()` has it for everybody: the same options, or the same commands in it."""
    alone, whole = (typer.main.get_command(main.build(meant)) for meant in (name, None))
    assert isinstance(alone, TyperGroup) and isinstance(whole, TyperGroup)
    assert list(alone.commands) == list(whole.commands)
    ours, theirs = alone.commands[name], whole.commands[name]
    assert [p.opts for p in ours.params] == [p.opts for p in theirs.params]
    assert sorted(getattr(ours, "commands", {})) == sorted(getattr(theirs, "commands", {}))


def test_a_slip_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["krisekanal", "krise"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 2


@pytest.mark.parametrize("place", ["file/data", "/proc/krisekanal"])
@pytest.mark.parametrize("work", [db.upgrade, run.up])
def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str, work: Any
) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / place
    monkeypatch.setenv("KRISEKANAL_DATA", str(folder))
    options = {"prefect": False} if work is run.up else {}
    assert answer(work, Desk(), options) == ConfigInvalid.exit_code
    said = capsys.readouterr().err
    assert f"Mappen {folder} kan ikke lages" in said and "Traceback" not in said
