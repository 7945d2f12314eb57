"""`krisekanal up` as a real process: one per folder, and its programs end with it, `kill -9` included."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.machine import ports
from config.machine.folder_lock import DESK, FolderLock
from config.machine.settings import Settings
from desk.cli.commands import run
from desk.cli.desk import Desk
from desk.cli.running.programs import DEATHS, FIRST_PAUSE, GIVEN_UP, LONGEST_PAUSE, KeptProgram, Program
from schemas.errors import AlreadyRunning, ConfigInvalid
from store.context import AppContext
from store.outbox import workers
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
    assert second.returncode == AlreadyRunning.exit_code
    assert f"process {first.pid}, since " in " ".join((second.stderr + second.stdout).split()), (
        "wherever the lines break"
    )
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
        pauses = [_pause(kept, now, ran_for=0.1) for _ in range(DEATHS - 1)]
        assert pauses == [FIRST_PAUSE, 2.0, 4.0, LONGEST_PAUSE]
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


def test_what_dies_five_times_is_given_up_with_its_last_words_and_tried_again_later(tmp_path: Path) -> None:
    now, told = [0.0], list[tuple[str, str]]()
    with (tmp_path / "log").open("ab") as log:
        log.write(b"of another program, before\n")
        program = Program("short", ("-c", "import sys; sys.exit('porten er opptatt')"))
        kept = KeptProgram(program, log, clock=lambda: now[0], given_up=lambda *words: told.append(words))
        for _ in range(DEATHS - 1):
            _pause(kept, now, ran_for=0.1)
        assert told == []
        assert _pause(kept, now, ran_for=0.1) == GIVEN_UP
        assert told == [("short", "porten er opptatt")]
        assert _pause(kept, now, ran_for=0.1) == GIVEN_UP, "one more try, then it is left alone again"


def test_a_taken_port_is_named_with_its_holder_before_anything_starts(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        taken = str(held.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "desk.cli.main", "up", "--no-prefect"],
            env=environment | {"KRISEKANAL_LANG": "en", "KRISEKANAL_DESK_PORT": taken, "COLUMNS": "300"},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == AlreadyRunning.exit_code
    assert f"Port {taken} is taken by process {os.getpid()}, since " in done.stderr
    assert "KRISEKANAL_DESK_PORT" in done.stderr and "Krisekanal is running" not in done.stderr
    assert not (tmp_path / "krisekanal.db").exists() and not (tmp_path / "krisekanal.log").exists()


def test_every_port_is_looked_at_and_each_needs_its_own() -> None:
    with socket.socket() as one, socket.socket() as other:
        for held in (one, other):
            held.bind(("127.0.0.1", 0))
            held.listen()
        numbers = [held.getsockname()[1] for held in (one, other)]
        with pytest.raises(AlreadyRunning) as found:
            ports.must_be_free({ports.DESK: numbers[0], ports.PAGE: numbers[1], ports.PREFECT: free_port()})
    assert all(name in str(found.value) for name in (ports.DESK, ports.PAGE, *map(str, numbers)))
    assert ports.PREFECT not in str(found.value)
    with pytest.raises(ConfigInvalid, match="KRISEKANAL_DESK_PORT, KRISEKANAL_PAGE_PORT"):
        ports.of(Settings.model_validate({"desk_port": 4711, "page_port": 4711}), prefect=False)


def test_a_folder_is_held_by_one_and_says_by_whom_since_when(tmp_path: Path) -> None:
    first = FolderLock(tmp_path / "deep" / "data")
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}, since 2"):
        FolderLock(tmp_path / "deep" / "data")
    first.release()
    FolderLock(tmp_path / "deep" / "data").release()


def test_a_second_desk_on_a_folder_is_refused_on_another_port_too(environment: dict[str, str], tmp_path: Path) -> None:
    held = FolderLock(tmp_path, "desk.lock", DESK)
    done = subprocess.run(
        [sys.executable, "-m", "desk.server"], env=environment, capture_output=True, text=True, timeout=120
    )
    held.release()
    assert done.returncode == AlreadyRunning.exit_code
    assert str(tmp_path) in done.stderr and str(os.getpid()) in done.stderr


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigInvalid, match="file/data cannot be made"):
        FolderLock(tmp_path / "file" / "data")


def test_a_second_worker_is_wanted_or_refused(ctx: AppContext) -> None:
    worker = workers.sign_in(ctx, "plain")
    desk = Desk()
    desk.__dict__["ctx"] = ctx
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}, since .*--beside"):
        run.worker(desk)
    workers.sign_out(ctx, worker)
