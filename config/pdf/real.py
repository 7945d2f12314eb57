"""The same page as a PDF, by WeasyPrint, in a process of its own; it needs Pango, which a server may lack."""

import ctypes
import sys
from collections.abc import Sequence
from threading import Lock

from config.pdf.child import NO_PANGO
from config.process import child
from schemas.errors import ConfigInvalid, NotDrawn
from schemas.sentence import say

INSTALL = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")
LONGEST = 180.0
"""Seconds for one PDF, and at most as long again behind another."""
_PROGRAM = ("-m", "config.pdf.child")
_one_at_a_time = Lock()


def pdf(page: str, *, program: Sequence[str] = _PROGRAM, longest: float = LONGEST) -> bytes:
    """Nothing is fetched for it. Raises `ConfigInvalid` where Pango is missing, `NotDrawn` where another try may succeed.

    One at a time: this process grows by none of it, and the machine by one drawing at most.
    """
    if not _one_at_a_time.acquire(timeout=longest):
        raise NotDrawn(say("Another PDF is being drawn. Try again in a few minutes."))
    try:
        return _drawn([sys.executable, *program], page, longest)
    finally:
        _one_at_a_time.release()


def can_draw(libraries: Sequence[str] = LIBRARIES) -> bool:
    """Whether this machine has Pango."""
    try:
        for name in libraries:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _drawn(command: list[str], page: str, longest: float) -> bytes:
    done = child.ask(command, page.encode(), longest)
    if done is None:
        raise NotDrawn(
            say(
                "The PDF took longer than {seconds} seconds. Try again, or read the page itself.",
                seconds=round(longest),
            )
        )
    if done.returncode == NO_PANGO:
        raise ConfigInvalid(say("The PDF needs Pango. Install it with: {command}", command=INSTALL))
    if done.returncode != 0:
        raise NotDrawn(
            say("The PDF was not drawn (code {code}). Try again, or read the page itself.", code=done.returncode)
        )
    return done.stdout
