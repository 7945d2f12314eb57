"""The same page as a PDF, by WeasyPrint, in a process of its own; it needs Pango, which a server may lack."""

import os
import subprocess
import sys
from collections.abc import Sequence
from threading import Lock

from config.pdf.child import NO_PANGO
from schemas.errors import ConfigInvalid, NotDrawn
from schemas.sentence import say

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
        return _drawn([sys.executable, *program, str(os.getpid())], page, longest)
    finally:
        _one_at_a_time.release()


def _drawn(command: list[str], page: str, longest: float) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # our own module
            command,
            input=page.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=longest,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotDrawn(
            say(
                "The PDF took longer than {seconds} seconds. Try again, or read the page itself.",
                seconds=round(longest),
            )
        ) from None
    if done.returncode == NO_PANGO:
        raise ConfigInvalid(
            say(
                "The PDF needs Pango. Install it with: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
                "libharfbuzz-subset0"
            )
        )
    if done.returncode != 0:
        raise NotDrawn(
            say("The PDF was not drawn (code {code}). Try again, or read the page itself.", code=done.returncode)
        )
    return done.stdout
