"""What is typed or pasted at a real terminal (a pty): all of it or a refusal, and nothing left for the shell."""

import os
import pty
import select
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.cli.input.typed import LONGEST, hidden, one_line
from schemas.errors import InvalidInput
from schemas.sentence import say
from tests.desk.test_bad_input import folder

__all__ = ["folder"]


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where a person types; the other end is standard input."""
    typed, terminal = pty.openpty()
    with os.fdopen(terminal, "r+b", buffering=0) as end, open(terminal, closefd=False) as text:
        monkeypatch.setattr(sys, "stdin", text)
        yield typed
        assert termios.tcgetattr(end)[3] & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON
        assert not select.select([end], [], [], 0)[0], "nothing is left for the shell"
    os.close(typed)


@pytest.mark.parametrize(
    ("pasted", "given"),
    [
        (b"hemmelig\n", "hemmelig"),
        ("blåbær « »\n".encode(), "blåbær « »"),
        (b"feil\x7f\x7fst\n", "fest"),
        (b"\n", ""),
        (b"\x04", ""),
        (b"en\nto\n", "en\nto"),
        (b"en\nto", "en\nto"),
        (b"en\r\nto\r\n", "en\n\nto"),
        (b"en\n\n\nto\ntre\n", "en\n\n\nto\ntre"),
        (b"en\n" + b"to\n" * 900, "en" + "\nto" * 900),
    ],
)
def test_all_that_was_pasted_is_read(keys: int, pasted: bytes, given: str) -> None:
    os.write(keys, pasted)
    assert hidden("? ").rstrip("\n") == given


@pytest.mark.parametrize(("pasted", "said"), [(b"a" * LONGEST + b"bc\n", "cut"), (b"\xff\xfe\n", "UTF-8")])
def test_what_would_be_another_secret_is_refused(keys: int, pasted: bytes, said: str) -> None:
    os.write(keys, pasted)
    with pytest.raises(InvalidInput, match=said):
        hidden("? ")


def test_the_longest_line_is_taken(keys: int) -> None:
    os.write(keys, b"a" * (LONGEST - 1) + b"\n")
    assert hidden("? ") == "a" * (LONGEST - 1)


def test_two_lines_are_no_password(keys: int) -> None:
    os.write(keys, b"en\nto\n")
    with pytest.raises(InvalidInput, match="one line"):
        one_line(say("The new password: "))


def test_two_pasted_addresses_are_refused_as_from_a_pipe(folder: Path) -> None:
    addresses = b"krisemails://u:p@mail.example.org/?from=a@b.no\nkrisemails://u:p@other.example.org/?from=a@b.no\n"
    typed, terminal = pty.openpty()
    ask = [sys.executable, "-m", "desk.cli.main", "secret", "set", "smtp", "--as", "kari", "--lang", "en"]
    os.write(typed, addresses)
    at_terminal = subprocess.run(
        ask, stdin=terminal, capture_output=True, env=dict(os.environ), timeout=120, check=False
    )
    piped = subprocess.run(ask, input=addresses, capture_output=True, env=dict(os.environ), timeout=120, check=False)
    assert at_terminal.returncode == piped.returncode == 2
    assert b"More than one line was given." in piped.stderr and b"example.org" not in at_terminal.stderr
    assert at_terminal.stderr.endswith(piped.stderr)
    for end in (typed, terminal):
        os.close(end)
