"""A failure beside the others gets one more try, alone: few of them, never a finding, and never unsaid."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import suite

ONCE = """\
from pathlib import Path

def test_once():
    here = Path(__file__).with_suffix(".seen")
    seen = here.exists()
    here.touch()
    assert seen
"""
NEVER = "def test_never():\n    assert False, 'the first time'\n"


def run(folder: Path, **files: str) -> "subprocess.CompletedProcess[str]":
    (folder / "tests").mkdir()
    shutil.copy(suite.__file__, folder / "tests" / "suite.py")
    (folder / "pytest.ini").write_text("[pytest]\n")
    for name, text in files.items():
        (folder / "tests" / f"test_{name}.py").write_text(text)
    words = [sys.executable, "tests/suite.py", "-p", "no:xdist"]
    return subprocess.run(words, cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True)


def test_what_passes_alone_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, one=ONCE, good="def test_good(): pass\n")
    assert done.returncode == 0, done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert done.stdout.rstrip().endswith("tests/test_one.py::test_once")


def test_what_fails_alone_too_fails(tmp_path: Path) -> None:
    done = run(tmp_path, never=NEVER)
    assert done.returncode == 1
    assert done.stdout.count("1 failed in") == 2


def test_what_can_not_begin_has_no_second_try(tmp_path: Path) -> None:
    done = run(tmp_path, broken="import no_such_thing\n")
    assert done.returncode == 2
    assert "once more" not in done.stdout


@pytest.mark.parametrize(
    ("failed", "accidents"),
    [
        ([], False),
        (["tests/desk/test_a.py::a"], True),
        ([f"tests/desk/test_a.py::{n}" for n in range(3)], True),
        ([f"tests/desk/test_a.py::{n}" for n in range(4)], False),
        (["tests/torture/test_kill.py::a"], False),
        (["tests/desk/test_a.py::a", "tests/attacks/test_02.py::a"], False),
        (["tests/machines/test_locks.py::a"], False),
    ],
)
def test_few_and_no_findings(failed: list[str], accidents: bool) -> None:
    assert suite.may_be_accidents(failed) is accidents
