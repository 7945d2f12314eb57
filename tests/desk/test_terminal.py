"""The command line on a real terminal and in a real pipe: no colour where NO_COLOR says so, no escape in a pipe, nothing wider than it is."""

import os
import pty
import re
import subprocess
import sys

import pytest

from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture

COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7])[0-9;]*m")
ASKED = (("--help",), ("crisis", "--help"), ("crisis", "list"), ("account", "list"), ("config", "check"))
pytestmark = pytest.mark.usefixtures("folder")


def on_a_terminal(words: tuple[str, ...], columns: int, **more: str) -> str:
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": str(columns)} | more
    process = subprocess.Popen(
        [sys.executable, "-m", "desk.cli.main", *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    found = b""
    try:
        while piece := os.read(ours, 65536):
            found += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait(120) == 0, found.decode()
    return found.decode()


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_a_terminal_without_colours(words: tuple[str, ...], columns: int) -> None:
    """But for a path or an address, which stays whole however narrow it is."""
    said = on_a_terminal(words, columns, NO_COLOR="1")
    assert said.strip() and not COLOUR.search(said)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", said)
    for line in plain.splitlines():
        assert len(line) <= columns or any(len(word) > columns for word in line.split()), line


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_a_pipe(words: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", "desk.cli.main", *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "\x1b" not in done.stdout + done.stderr
    assert not re.search(r"<[\w.]+ object at|[A-Z]\w+\(\w+=|Traceback", done.stdout)
