"""What is typed at the terminal without being shown. All of it: getpass takes the first line and drops the rest of a paste unsaid."""

import copy
import os
import sys
import termios
from typing import Any

from config.language.texts import read
from desk.cli.output import plain
from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say

LONGEST = 4095
"""Bytes of a line that a terminal hands on (Linux, N_TTY); it drops what is more."""
_AT_ONCE = 0.2
"""Seconds: what comes later than that after the first line was no part of the paste."""


def one_line(asked: Sentence) -> str:
    """Asked for at the terminal; elsewhere the next line of the pipe. Raises `InvalidInput` for more than one at the terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    given = hidden(read(asked))
    if "\n" in given:
        raise InvalidInput(say("More than one line was given. Type or paste one line."))
    return given


def hidden(asked: str) -> str:
    """A line, and whatever was pasted behind it: nothing of that stays for the shell. Raises `InvalidInput`."""
    plain.ask(asked)
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    try:
        silent = _without(before, termios.ECHO)
        termios.tcsetattr(fd, termios.TCSADRAIN, silent)
        first = _line(fd)
        given = first + _waiting(fd, silent)
    finally:
        termios.tcsetattr(fd, termios.TCSAFLUSH, before)
        plain.write("", sys.stderr)
    return _text(first, given)


def _text(first: bytes, given: bytes) -> str:
    if len(first) > LONGEST:
        raise InvalidInput(say("A line of this length is cut by the terminal. Send it through a pipe."))
    try:
        return given.decode().rstrip("\n")
    except UnicodeDecodeError:
        raise InvalidInput(say("This is not UTF-8 text. Send it through a pipe.")) from None


def _line(fd: int) -> bytes:
    found = b""
    while not found.endswith(b"\n") and (more := os.read(fd, LONGEST + 1)):
        found += more
    return found


def _waiting(fd: int, silent: list[Any]) -> bytes:
    """Also a last line that nobody has ended: the terminal gives it out only where it does not edit lines."""
    unedited = _without(silent, termios.ICANON)
    unedited[6][termios.VMIN], unedited[6][termios.VTIME] = 0, int(_AT_ONCE * 10)
    termios.tcsetattr(fd, termios.TCSADRAIN, unedited)
    found = b""
    while more := os.read(fd, LONGEST + 1):
        found += more
    return found


def _without(attributes: list[Any], flag: int) -> list[Any]:
    changed = copy.deepcopy(attributes)
    changed[3] &= ~flag
    return changed
