"""Keeping the programs of one machine running: what dies is started again, what is stopped stays stopped."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from config.settings import Settings
from desk.cli.desk import Desk
from schemas.sentence import Sentence, say

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a program that died is started again."""
_STOP_WITHIN = 15.0


@dataclass
class Program:
    name: str
    arguments: tuple[str, ...]
    address: Sentence | None = None
    environment: dict[str, str] = field(default_factory=dict)


def programs(settings: Settings, *, prefect: bool) -> list[Program]:
    """The worker does not wait for Prefect: a message can go out before Prefect is up."""
    page = (
        "-m",
        "http.server",
        str(settings.page_port),
        "--bind",
        "127.0.0.1",
        "--directory",
        str(settings.public_dir),
    )
    prefect_page = settings.prefect_api_url.removesuffix("/api")
    without = {} if prefect else {"KRISEKANAL_PREFECT": "off"}
    found = [
        Program("worker", ("-m", "flows.runtime.worker"), environment=without),
        Program("desk", ("-m", "desk.server"), say("Web desk:        {address}", address=settings.desk_url)),
        Program("page", page, say("Public page:     {address}", address=settings.public_url)),
    ]
    if prefect:
        found.append(
            Program(
                "prefect",
                ("-m", "flows.runtime.prefect_server"),
                say("Prefect:         {address}", address=prefect_page),
            )
        )
        found.append(Program("schedules", ("-m", "flows.schedules")))
    return found


class Supervisor:
    """`run` returns when it is told to stop (Ctrl-C or SIGTERM), with every program stopped."""

    def __init__(self, wanted: list[Program]) -> None:
        self._wanted = wanted
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._again: dict[str, tuple[float, float]] = {}
        self._stopping = False

    def run(self, desk: Desk) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self._log = (desk.settings.data / "krisekanal.log").open("ab")
        for program in self._wanted:
            self._start(program)
        self._announce(desk)
        while not self._stopping:
            for program in self._wanted:
                self._look_after(program)
            time.sleep(0.2)
        self._stop_all()

    def _announce(self, desk: Desk) -> None:
        desk.tell(say("Krisekanal is running. Stop it with Ctrl-C."))
        for program in self._wanted:
            if program.address:
                desk.tell(program.address)
        desk.tell(say("Command line:    .venv/bin/krisekanal --help"))
        desk.tell(say("What happens is written to {path}.", path=str(desk.settings.data / "krisekanal.log")))

    def _start(self, program: Program) -> None:
        environment = os.environ | program.environment
        self._running[program.name] = subprocess.Popen(  # noqa: S603  # our own modules
            [sys.executable, *program.arguments],
            env=environment,
            stdout=self._log,
            stderr=self._log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _look_after(self, program: Program) -> None:
        if self._running[program.name].poll() is None:
            return
        now, (due, pause) = time.monotonic(), self._again.get(program.name, (0.0, _FIRST_PAUSE))
        if due == 0.0:
            self._again[program.name] = (now + pause, pause)
        elif now >= due:
            self._again[program.name] = (0.0, min(pause * 2, _LONGEST_PAUSE))
            self._start(program)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _stop_all(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_WITHIN
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
