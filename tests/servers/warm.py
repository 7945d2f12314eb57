"""Programs of ours as real processes of their own, forked from a warm parent instead of started by a cold interpreter.

The parent has imported what the programs import (1.3 s of processor each time otherwise) and has done nothing but `warmed`. A child
is a whole process: own pid, environment, standard streams, exit code, and `kill -9` is what it is. Help texts are not
warmed: they are made in the language that the command line names.
"""

import contextlib
import io
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO

_PROGRAMS = multiprocessing.get_context("forkserver")
_PROGRAMS.set_forkserver_preload(
    [
        "flows.runtime.worker",
        "desk.server",
        "notifiers.facade",
        "store.opening",
        "store.evaluation.archive",
        "store.exercises.script",
        "config.report",
        "desk.cli.door",
        "desk.cli.main",
        "alembic.command",
        "typer",
        "rich.table",
        "mastodon_mock.cli",
        "tests.servers.warm",
        "tests.servers.warmed",
    ]
)


class Program:
    """As much of `subprocess.Popen` as the tests need."""

    def __init__(
        self,
        module: str,
        words: Sequence[str],
        environment: dict[str, str],
        out: Path,
        err: Path,
        given: Path | None = None,
    ) -> None:
        for path in (out, err):  # there from the beginning, as if opened for it
            path.touch()
        streams = (str(given or os.devnull), str(out), str(err))
        self._process: BaseProcess = _PROGRAMS.Process(target=_play, args=(module, tuple(words), environment, streams))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        self._process.join(seconds)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(str(self.pid), seconds or 0)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Nothing where it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()


def run(
    module: str, words: Sequence[str], environment: dict[str, str], given: str | None = None
) -> "subprocess.CompletedProcess[str]":
    """To its end, within two minutes."""
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder) / name for name in ("in", "out", "err")]
        streams[0].write_text(given or "", encoding="utf-8")
        program = Program(module, words, environment, streams[1], streams[2], streams[0])
        try:
            code = program.wait(120)
        except subprocess.TimeoutExpired:
            program.send_signal(signal.SIGKILL)
            raise
        return subprocess.CompletedProcess(
            [module, *words], code, streams[1].read_text(encoding="utf-8"), streams[2].read_text(encoding="utf-8")
        )


def _play(module: str, words: tuple[str, ...], environment: dict[str, str], streams: tuple[str, str, str]) -> None:
    """In the child: stand where a new interpreter would, and run the module as `python -m` does."""
    os.environ.clear()
    os.environ.update(environment)
    given, out, err = streams
    _put(0, given, os.O_RDONLY)
    _put(1, out, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    _put(2, err, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sys.stdin, sys.stdout, sys.stderr = _text(0, "r"), _text(1, "w"), _text(2, "w")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = [module, *words]
    sys.modules.pop(module, None)
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(ValueError):
                stream.flush()


def _put(number: int, path: str, flags: int) -> None:
    opened = os.open(path, flags, 0o644)
    os.dup2(opened, number)
    os.close(opened)


def _text(number: int, mode: str) -> IO[str]:
    return io.TextIOWrapper(os.fdopen(number, f"{mode}b", closefd=False), encoding="utf-8", line_buffering=number > 0)
