"""Keeping the programs of one machine running: what dies is started again, what is stopped stays stopped."""

import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType

from config.machine.folder_lock import FolderLock
from desk.cli.desk import Desk
from desk.cli.running.programs import DEATHS, GIVEN_UP, KeptProgram, Program
from desk.cli.running.rotation import rotate
from schemas.sentence import Sentence, say

_STOP_WITHIN = 15.0
_LOOK = 0.2
_LINES = 10
"""Of last words."""


class Supervisor:
    """`run` returns when it is told to stop (Ctrl-C, SIGTERM, a closed terminal), with every program stopped."""

    def __init__(self, wanted: list[Program], lock: FolderLock) -> None:
        self._wanted = wanted
        self._lock = lock
        self._stopping = False

    def run(self, desk: Desk, at_each_look: Callable[[], object] = lambda: None) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        path = desk.settings.data / "krisekanal.log"
        with path.open("ab") as log:
            told = partial(self._given_up, desk)
            kept = [KeptProgram(program, log, (self._lock.fileno,), given_up=told) for program in self._wanted]
            self._announce(desk)
            while not self._stopping:
                for program in kept:
                    program.look_after()
                rotate(path)
                at_each_look()
                time.sleep(_LOOK)
            _stop_all(kept)

    def _announce(self, desk: Desk) -> None:
        _tell(desk, say("Krisekanal is running. Stop it with Ctrl-C."))
        for program in self._wanted:
            if program.address:
                _tell(desk, program.address)
        _tell(desk, say("Command line:    {path} --help", path=str(Path(sys.executable).with_name("krisekanal"))))
        _tell(desk, say("What happens is written to {path}.", path=str(desk.settings.data / "krisekanal.log")))

    def _given_up(self, desk: Desk, name: str, words: str) -> None:
        """On the terminal: nobody looks into a log of which nothing is known to be wrong."""
        _tell(
            desk,
            say(
                "{name} has died {times} times and is left alone for {minutes} minutes. Everything else goes on. Its last words:",
                name=name,
                times=DEATHS,
                minutes=round(GIVEN_UP / 60),
            ),
        )
        for line in words.splitlines()[-_LINES:]:
            _tell(desk, say("  {address}", address=line))

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def _tell(desk: Desk, sentence: Sentence) -> None:
    """A terminal that is gone is no reason to stop, nor to stop badly."""
    with suppress(OSError):
        desk.tell(sentence)


def _stop_all(kept: list[KeptProgram]) -> None:
    for program in kept:
        program.stop()
    deadline = time.monotonic() + _STOP_WITHIN
    for program in kept:
        program.kill_after(deadline - time.monotonic())
