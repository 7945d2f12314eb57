"""Keeping the programs of one machine running: what dies is started again, what is stopped stays stopped."""

import signal
import time
from types import FrameType

from desk.cli.desk import Desk
from desk.cli.folder_lock import FolderLock
from desk.cli.programs import KeptProgram, Program
from desk.cli.rotation import rotate
from schemas.sentence import say

_STOP_WITHIN = 15.0
_LOOK = 0.2


class Supervisor:
    """`run` returns when it is told to stop (Ctrl-C, SIGTERM, a closed terminal), with every program stopped."""

    def __init__(self, wanted: list[Program], lock: FolderLock) -> None:
        self._wanted = wanted
        self._lock = lock
        self._stopping = False

    def run(self, desk: Desk) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        path = desk.settings.data / "krisekanal.log"
        with path.open("ab") as log:
            kept = [KeptProgram(program, log, (self._lock.fileno,)) for program in self._wanted]
            self._announce(desk)
            while not self._stopping:
                for program in kept:
                    program.look_after()
                rotate(path)
                time.sleep(_LOOK)
            _stop_all(kept)

    def _announce(self, desk: Desk) -> None:
        desk.tell(say("Krisekanal is running. Stop it with Ctrl-C."))
        for program in self._wanted:
            if program.address:
                desk.tell(program.address)
        desk.tell(say("Command line:    .venv/bin/krisekanal --help"))
        desk.tell(say("What happens is written to {path}.", path=str(desk.settings.data / "krisekanal.log")))

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def _stop_all(kept: list[KeptProgram]) -> None:
    for program in kept:
        program.stop()
    deadline = time.monotonic() + _STOP_WITHIN
    for program in kept:
        program.kill_after(deadline - time.monotonic())
