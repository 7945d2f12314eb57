"""The door of the command line: its version, its settings file, what it says before anything is opened."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from desk.cli import commands, door, main
from desk.cli.command import answer
from desk.cli.commands import db, person, run
from desk.cli.desk import Desk
from schemas.errors import ConfigInvalid, Refused
from store.db.migrate import newest
from store.identity import passwords
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture


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


def test_tests_read_nobodys_settings(tmp_path: Path) -> None:
    own = tmp_path / ".config" / "krisekanal" / "settings.env"
    own.parent.mkdir(parents=True)
    own.write_text("KRISEKANAL_LANG=en\n")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KRISEKANAL_")}
    asked = "from config.machine.settings import load_settings; print(load_settings().lang)"
    said = [
        subprocess.run(
            [sys.executable, "-c", first + asked],
            env=clean | {"HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout.strip()
        for first in ("", "import tests.own_home; ")
    ]
    assert said == ["en", "nb"]


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
    alone, whole = (typer.main.get_command(door.build(meant)) for meant in (name, None))
    assert isinstance(alone, TyperGroup) and isinstance(whole, TyperGroup)
    assert list(alone.commands) == list(whole.commands)
    ours, theirs = alone.commands[name], whole.commands[name]
    assert [p.opts for p in ours.params] == [p.opts for p in theirs.params]
    assert sorted(getattr(ours, "commands", {})) == sorted(getattr(theirs, "commands", {}))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("krise", "✗ Det finnes ingen kommando «krise»."),
        ("crisi list", "✗ Det finnes ingen kommando «crisi». Mente du crisis?"),
        ("crisis establish --tittel x", "✗ Det finnes ikke noe valg --tittel. Mente du --title?"),
        ("crisis establish", "✗ --title mangler."),
        (
            "crisis establish --severity x",
            "✗ --severity kan ikke være «x». Velg en av: minor, moderate, severe, extreme.",
        ),
        ("remark answer", "✗ REMARK mangler."),
        ("log show --first", "✗ Det finnes ikke noe valg --first."),
    ],
)
def test_a_slip_is_a_sentence_and_no_traceback(
    words: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["krisekanal", *words.split()])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 2
    wrong, where = capsys.readouterr().err.splitlines()
    assert (wrong.startswith(said), where.startswith("Se krisekanal"), where.endswith("--help")) == (
        True,
        True,
        True,
    ), wrong


@pytest.mark.parametrize("words", ["", "--help", "crisis --help", "remark answer --help", "crisis establish --help"])
def test_help_has_no_word_of_typers_own(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["krisekanal", *words.split()])
    with pytest.raises(SystemExit):
        main.main()
    page = capsys.readouterr().out
    assert "Bruk: krisekanal" in page
    english = re.compile(
        r"Usage|Options|OPTIONS|Commands|COMMAND\b|ARGS|Arguments|required|default:|Show this|exit|<bool>"
    )
    assert english.findall(page) == []


@pytest.mark.parametrize("place", ["file/data", "/proc/krisekanal"])
@pytest.mark.parametrize("work", [db.upgrade, run.up])
def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str, work: Any
) -> None:
    (tmp_path / "file").write_text("")
    missing = tmp_path / place
    monkeypatch.setenv("KRISEKANAL_DATA", str(missing))
    options = {"prefect": False} if work is run.up else {}
    assert answer(work, Desk(), options) == ConfigInvalid.exit_code
    said = capsys.readouterr().err
    assert f"Mappen {missing} kan ikke lages" in said and "Traceback" not in said


def test_first_links_are_whole_and_end_with_the_first_login(
    folder: Path,  # noqa: F811  # the fixture
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Services have no terminal to print them on, as `up` does."""
    monkeypatch.setenv("COLUMNS", "40")
    assert answer(person.first, Desk(), {}) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "/start/" in line]
    assert len(lines) == 3 and all(re.search(r": http://\S+/start/\w{33}\.[\w-]{40,}$", line) for line in lines)
    passwords.set_password(Desk().ctx, "ola", "fire tilfeldige ord til slutt")
    assert answer(person.first, Desk(), {}) == Refused.exit_code
    assert "/start/" not in capsys.readouterr().out
