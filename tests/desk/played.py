"""A small town played through the command line, command by command as it is typed, with a worker in this process."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from config.language import texts
from config.machine.settings import PREFIX, PROGRAM, load_settings
from config.pdf import real
from desk.cli import door
from desk.cli.desk import Desk
from desk.cli.running import clock
from flows.runtime.runner import FlowRunner
from flows.work.context import WorkerContext
from notifiers import published
from store import opening
from store.db import clock as database_clock
from store.outbox import outbox, workers
from tests.desk.screens import Known, Screens
from tests.fakes import FakeClock
from tests.journeys.town import FILE

LEASE = timedelta(seconds=30)
TOWN = FILE.replace("staff: [kari, ola, lars]", "staff: [kari, ola, lars]\noperators: [lars]") + (
    "target_groups:\n  - {id: ansatte, name: Ansatte}\n"
    "zones:\n  - {id: lanke, name: Lånke, geometry: {type: Polygon, coordinates: "
    "[[[10.9, 63.4], [11.0, 63.4], [11.0, 63.5], [10.9, 63.4]]]}}\n"
)


class Played:
    def __init__(self, folder: Path, database: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "town.yaml").write_text(TOWN, encoding="utf-8")
        (folder / "krisekanal.db").write_bytes(database)
        (folder / "krisekanal.db").chmod(0o600)
        _one_machine(monkeypatch, folder)
        self.folder, self.patch, self.clock = folder, monkeypatch, FakeClock()
        self.known = Known(var_lib_krisekanal=folder, opt_krisekanal=PROGRAM)
        self.screens = Screens(self.known, monkeypatch)
        self.pictures: dict[str, list[tuple[str, dict[int, str]]]] = {}
        self._whole = typer.main.get_command(door.build())
        self._opened: dict[Path, Any] = {}
        monkeypatch.setattr(database_clock, "machine_time", self.clock)
        self._open_once()
        self.worker: WorkerContext | None = None
        self.runner: FlowRunner | None = None

    @property
    def ctx(self) -> Any:
        return Desk().ctx

    def give(self, line: str, code: int = 0, typed: str = "") -> Any:
        """What it answered with. `typed` comes on standard input."""
        self.patch.setattr(sys, "stdin", StringIO(typed))
        self.screens.found = None
        words = shlex.split(line)
        ended = self._whole.main(args=words, prog_name="krisekanal", standalone_mode=False)
        said = self.screens.take()
        if (ended or 0) != code:
            print(f"MISMATCH {ended} != {code}: {line}\n{said[80]}")
        self.pictures.setdefault(words[0], []).append((self.known.text(line), said))
        self.clock.forward(minutes=1)
        return self.screens.found

    def work(self) -> None:
        """All that is due, by a worker that others see from then on."""
        if self.worker is None or self.runner is None:
            desk = Desk()
            name = workers.sign_in(desk.ctx, "plain")
            self.worker = WorkerContext(load_settings(), desk.ctx, desk.channels, desk.opened.vault, name)
            self.runner = FlowRunner(self.worker)
        worker, runner = self.worker, self.runner
        workers.beat(worker.ctx, worker.name, "plain", LEASE)
        while found := outbox.claim_due(worker.ctx, worker.name, LEASE):
            for event in found:
                outbox.finish(worker.ctx, event.id, runner.run(event))
                worker.hands.wait()

    def close(self) -> None:
        if self.runner is not None:
            self.runner.close()
        for opened in self._opened.values():
            opened.ctx.engine.dispose()

    @contextmanager
    def elsewhere(self, folder: Path) -> Iterator[None]:
        """Another machine, where nothing is yet."""
        with self.patch.context() as there:
            there.setenv("KRISEKANAL_DATA", str(folder))
            there.delenv("KRISEKANAL_MUNICIPALITY")
            yield

    def _open_once(self) -> None:
        """The same town is read for each command; in a process of its own that is right, and here it is a second each."""
        really = opening.open_context

        def kept(settings: Any, *given: Any) -> Any:
            if settings.data not in self._opened:
                self._opened[settings.data] = really(settings, *given)
            return self._opened[settings.data]

        self.patch.setattr(opening, "open_context", kept)


def _one_machine(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Its settings, what else runs on it and what is installed are the same wherever this is drawn."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    ours = {
        "DATA": str(folder),
        "MUNICIPALITY": str(folder / "town.yaml"),
        "PDF": "twin",
        "PREFECT": "off",
        "REPORTS_URL": "https://kk.example/meldt",
    }
    for name, value in ours.items():
        monkeypatch.setenv(PREFIX + name, value)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("COLUMNS", raising=False)
    texts.use("nb")
    monkeypatch.setattr(clock, "kept_right", lambda: True)
    monkeypatch.setattr(published, "answers", lambda _port, _path: False)
    monkeypatch.setattr(real, "can_draw", lambda: True)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=10**12))
