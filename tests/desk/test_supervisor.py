"""`krisekanal up` as a real process: one per folder, and its programs end with it, `kill -9` included."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk.cli.programs import FIRST_PAUSE, LONGEST_PAUSE, KeptProgram, Program
from tests.servers.ports import free_port


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ports = {name: str(free_port()) for name in ("DESK_PORT", "PAGE_PORT", "PREFECT_PORT")}
    return dict(os.environ) | {f"KRISEKANAL_{name}": value for name, value in {"DATA": str(tmp_path), **ports}.items()}


@pytest.fixture
def up(environment: dict[str, str]) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Starts one; whatever is left at the end of the test is stopped, with its programs."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "desk.cli.main", "up", "--no-prefect"]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.wait(120)


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(number) for number in found]


def wait_for(seconds: float, is_so: object) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():  # type: ignore[operator]  # a question
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.slow
def test_programs_end_with_their_parent_and_the_folder_is_free_again(
    environment: dict[str, str], up: "Callable[[], subprocess.Popen[str]]"
) -> None:
    first = up()
    wait_for(60, lambda: len(children(first.pid)) == 3)
    second = subprocess.run(
        [sys.executable, "-m", "desk.cli.main", "up", "--no-prefect"],
        env=environment | {"KRISEKANAL_LANG": "en"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode != 0
    assert f"process {first.pid}" in " ".join((second.stderr + second.stdout).split()), "wherever the lines break"
    programs = children(first.pid)
    first.kill()
    first.wait()
    wait_for(30, lambda: all(is_gone(pid) for pid in programs))
    third = up()
    wait_for(60, lambda: len(children(third.pid)) == 3)
    third.send_signal(signal.SIGHUP)
    assert third.wait(30) == 0, "a closed terminal stops it as Ctrl-C does"


def test_the_pause_grows_and_shrinks_again(tmp_path: Path) -> None:
    now = [0.0]
    with (tmp_path / "log").open("ab") as log:
        kept = KeptProgram(Program("short", ("-c", "")), log, clock=lambda: now[0])
        pauses = [_pause(kept, now, ran_for=0.1) for _ in range(5)]
        assert pauses == [FIRST_PAUSE, 2.0, 4.0, LONGEST_PAUSE, LONGEST_PAUSE]
        assert _pause(kept, now, ran_for=3600) == FIRST_PAUSE


def _pause(kept: KeptProgram, now: list[float], ran_for: float) -> float:
    """Seconds from its end to its next start."""
    process = kept.process
    process.wait(120)
    now[0] += ran_for
    kept.look_after()
    ended = now[0]
    while kept.process is process:
        now[0] += 0.5
        kept.look_after()
    return now[0] - ended
