"""The programs of one machine, and one of them kept running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.machine.settings import Settings
from config.process.end_with_parent import end_with_parent
from schemas.sentence import Sentence, say

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 5.0
"""Seconds before a program that died is started again; twice as long each time, until it has run well."""
RUNS_WELL_AFTER = 60.0
"""Seconds. What died after that begins with the first pause again."""
DEATHS = 5
"""One after the other, before a program is given up, and its last words are put before a person."""
GIVEN_UP = 300.0
"""Seconds until one that was given up is tried once more: what was in its way may have been mended."""
_LAST_WORDS = 2_000
"""Bytes of its log."""


@dataclass
class Program:
    name: str
    arguments: tuple[str, ...]
    address: Sentence | None = None
    environment: dict[str, str] = field(default_factory=dict)


def programs(settings: Settings, *, prefect: bool) -> list[Program]:
    """The worker does not wait for Prefect: a message can go out before Prefect is up."""
    without = {} if prefect else {"KRISEKANAL_PREFECT": "off"}
    found = [
        Program("worker", ("-m", "flows.runtime.worker"), environment=without),
        Program("desk", ("-m", "desk.server"), say("Web desk:        {address}", address=settings.desk_url)),
        Program("page", ("-m", "desk.page"), say("Public page:     {address}", address=settings.public_url)),
    ]
    if settings.signup_url:
        address = say("Sign-up:         {address}", address=settings.signup_url)
        found.append(Program("signup", ("-m", "desk.signup.server"), address))
    if prefect and settings.prefect_is_ours:
        address = say("Prefect:         {address}", address=settings.prefect_api_url.removesuffix("/api"))
        found.append(Program("prefect", ("-m", "flows.runtime.prefect_server"), address))
    if prefect:
        found.append(Program("schedules", ("-m", "flows.schedules")))
    return found


class KeptProgram:
    """Started at once. `holding` are open files that it keeps open as long as it lives.

    `given_up` is told the program's name and its last words, each time that it has died `DEATHS` times.
    """

    def __init__(
        self,
        program: Program,
        log: IO[bytes],
        holding: tuple[int, ...] = (),
        clock: Callable[[], float] = time.monotonic,
        given_up: Callable[[str, str], None] = lambda _name, _words: None,
    ) -> None:
        self._program, self._log, self._holding, self._clock = program, log, holding, clock
        self._given_up = given_up
        self._pause, self._deaths = FIRST_PAUSE, 0
        self._again: float | None = None
        self._start()

    def look_after(self) -> None:
        """Start it again when it has ended and its pause is over."""
        if self.process.poll() is None:
            return
        now = self._clock()
        if self._again is None:
            self._died(now)
        elif now >= self._again:
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self._start()

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def kill_after(self, seconds: float) -> None:
        try:
            self.process.wait(max(0.1, seconds))
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)

    def _died(self, now: float) -> None:
        if now - self._started > RUNS_WELL_AFTER:
            self._pause, self._deaths = FIRST_PAUSE, 0
        self._deaths += 1
        self._again = now + self._pause
        if self._deaths >= DEATHS:
            self._again = now + GIVEN_UP
            self._given_up(self._program.name, self._last_words())

    def _last_words(self) -> str:
        """The last lines since its start; another program may have written between them."""
        try:
            with Path(self._log.name).open("rb") as log:
                end = log.seek(0, os.SEEK_END)
                log.seek(max(end - _LAST_WORDS, min(self._began_at, end)))
                return log.read().decode(errors="replace").strip()
        except OSError:
            return ""

    def _signal(self, number: signal.Signals) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def _start(self) -> None:
        self._started, self._again = self._clock(), None
        self._began_at = self._log.seek(0, os.SEEK_END)
        parent = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603  # our own modules
            [sys.executable, *self._program.arguments],
            env=os.environ | self._program.environment,
            stdout=self._log,
            stderr=self._log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=self._holding,
            preexec_fn=lambda: end_with_parent(parent),  # the supervisor has one thread
        )
