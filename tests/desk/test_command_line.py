"""The door of the command line: its version, its settings file, what it says before anything is opened."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desk.cli import main
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
