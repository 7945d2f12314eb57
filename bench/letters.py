"""A letter to each of many in the register: handed over a second, beside plain Apprise to the same server, and peak memory.

`make bench`. The server is postfix' own `smtp-sink`, in a process of its own (bash tests/tools.sh sink). Aim: 2,000 a second, 2.5
times plain Apprise, and 150 MB whatever the number; of a server that is 100 ms away, ten times. `python -m bench.letters 1000 25000`
says which numbers.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import apprise

from bench import crowd
from bench.fan_out import prepare, program, until_at_work
from bench.town import municipality
from schemas.recipients.register import Entry
from store.context import AppContext
from tests.servers.ports import free_port

NUMBERS = (1_000, 25_000, 250_000)
_PLAIN = 1_000
"""Letters of plain Apprise: it keeps one connection for all of them, and says at the end whether all went well."""
_AWAY, _TO_THERE, _PLAIN_TO_THERE = 0.1, 5_000, 50
"""Seconds there and back to a server that is not next door, and letters to it."""


@contextmanager
def sink() -> Iterator[int]:
    """Its port. It takes every letter and throws it away."""
    found = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
    if not Path(found).exists():
        raise RuntimeError("smtp-sink is missing. Run: bash tests/tools.sh sink")
    port, as_nobody = free_port(), ["-u", "nobody"] if os.getuid() == 0 else []
    command = [found, *as_nobody, f"127.0.0.1:{port}", "200"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_it_answers(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as there:
            there.recv(10)
            return
        time.sleep(0.1)
    raise RuntimeError("smtp-sink does not answer")


def reader(ctx: AppContext, n: int) -> Entry:
    return crowd.person(ctx, name=f"Leser {n}", emails=(f"leser{n}@kk.example",))


@contextmanager
def far_away(port: int) -> Iterator[int]:
    with program("-m", "bench.far_away", str(port), str(_AWAY)) as way:
        yield int(way.stdout.readline())  # type: ignore[union-attr]  # a pipe by construction


def plain(port: int, number: int = _PLAIN) -> float:
    """Letters a second."""
    sender = apprise.Apprise()
    to = ",".join(f"leser{n}@kk.example" for n in range(number))
    added = sender.add(f"mailto://127.0.0.1:{port}/?smtp=127.0.0.1&mode=insecure&from=a@kk.example&to={to}")
    begun = time.monotonic()
    if not (added and sender.notify(title="Kok drikkevannet", body="Kok vannet i tre minutter.")):
        raise RuntimeError("plain Apprise was not taken")
    return number / (time.monotonic() - begun)


def main() -> None:
    numbers = [int(each) for each in sys.argv[1:]] or list(NUMBERS)
    with sink() as port:
        print(f"{os.cpu_count()} cores, smtp-sink next door")
        measure(port, numbers, _PLAIN)
        with far_away(port) as there:
            print(f"the same {_AWAY * 1000:.0f} ms away")
            measure(there, [_TO_THERE], _PLAIN_TO_THERE)


def measure(port: int, numbers: list[int], plainly: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        town = municipality((), ("ingen@kk.example",))
        secrets = {"epost": f"krisemail://127.0.0.1:{port}/?from=a@kk.example"}
        ctx = prepare(folder, port, free_port(), town=town, secrets=secrets).ctx
        worker = stack.enter_context(program("-m", "flows.runtime.worker", KRISEKANAL_PREFECT="off"))
        until_at_work(ctx, "plain")
        crisis_id = crowd.crisis(ctx)
        print(f"{ctx.engine.dialect.name}, the worker before any: {crowd.peak(worker.pid):.0f} MB")
        before, peaks = 0, list[float]()
        for number in numbers:
            crowd.fill(ctx, before, number, reader)
            before = number
            rate = number / crowd.all_of(ctx, crowd.publish(ctx, crisis_id, "epost", "Kok drikkevannet"), number)
            alone = plain(port, plainly)
            peaks.append(crowd.peak(worker.pid))
            print(
                f"{number:7} letters: {rate:6.0f} a second with ledger; plain Apprise {alone:5.0f}; ratio {rate / alone:.1f}; "
                f"peak {peaks[-1]:.0f} MB; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
        print(f"peak at {numbers[-1]} over peak at {numbers[0]}: {peaks[-1] / peaks[0]:.2f}")
        ctx.engine.dispose()


if __name__ == "__main__":
    main()
