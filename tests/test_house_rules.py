"""The house stays easy to explain: types, style, who imports whom, and how long a file may be."""

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("schemas", "policy", "config", "store", "notifiers", "flows", "desk")
LONGEST = 300


@pytest.mark.parametrize("command", ["lint-imports", "mypy", "ruff check .", "ruff format --check ."])
def test_the_checkers_agree(command: str) -> None:
    program, *arguments = command.split()
    done = subprocess.run(
        [str(Path(sys.executable).parent / program), *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nobody_else_provides_our_names() -> None:
    found = packages_distributions()
    assert {room: set(found.get(room, ["krisekanal"])) for room in ROOMS} == {room: {"krisekanal"} for room in ROOMS}


def test_no_file_is_too_long() -> None:
    paths = [p for room in ROOMS for p in (ROOT / room).rglob("*.py") if "migrations" not in p.parts]
    assert len(paths) > 100
    assert [str(p) for p in paths if len(p.read_text(encoding="utf-8").splitlines()) > LONGEST] == []
