"""A letter to each of many in the register: handed over a second, beside plain Apprise to the same server, and peak memory.

`make bench`. The server is postfix' own `smtp-sink`, in a process of its own (bash tests/tools.sh sink). Aim: 2,000 a second, 2.5
times plain Apprise, and memory that does not grow with the number. `python -m bench.letters 1000 25000` says which numbers.
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

from bench.fan_out import prepare, program, until_at_work
from bench.town import municipality
from schemas.bulk import BulkState, Progress
from schemas.content import Content, Language
from schemas.crisis import CrisisRequest, Severity
from schemas.recipient import Audience
from schemas.register import Entry, EntryKind, EntrySource
from store.approvals import approvals
from store.batches import figures
from store.context import AppContext
from store.crises import lifecycle
from store.db.columns import new_id
from store.drafts import drafts
from store.recipients import register
from tests.servers.ports import free_port

NUMBERS = (1_000, 25_000)
_PLAIN = 1_000
"""Letters of plain Apprise: it keeps one connection for all of them, and says at the end whether all went well."""
_PAGE = 1_000


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


def fill(ctx: AppContext, before: int, number: int) -> None:
    """The register up to so many."""
    for start in range(before, number, _PAGE):
        with ctx.write() as session:
            for n in range(start, min(start + _PAGE, number)):
                register.put(session, ctx, _entry(ctx, n))


def _entry(ctx: AppContext, n: int) -> Entry:
    return Entry(
        id=new_id("r"),
        kind=EntryKind.PERSON,
        name=f"Leser {n}",
        emails=(f"leser{n}@kk.example",),
        language=Language.BOKMAAL,
        purpose="Måling",
        source=EntrySource.DESK,
        added_at=ctx.clock(),
        added_by="ola",
    )


def ours(ctx: AppContext, crisis_id: str, number: int) -> Progress:
    words = Content(title="Kok drikkevannet", body="Kok vannet i tre minutter.", audience=Audience(everyone=True))
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, words, ("epost",)).id)
    message_id = approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id
    while True:
        found = list(figures.of_message(ctx, message_id).values())
        if found and found[0].state is BulkState.DONE and found[0].ended_at:
            if found[0].handed_over != number:
                raise RuntimeError(f"not all were handed over: {found[0]}")
            return found[0]
        time.sleep(0.25)


def _lasted(found: Progress) -> float:
    """Seconds from the first batch to the last."""
    if found.began_at is None or found.ended_at is None:
        raise RuntimeError(f"not ended: {found}")
    return (found.ended_at - found.began_at).total_seconds()


def plain(port: int) -> float:
    """Letters a second."""
    sender = apprise.Apprise()
    to = ",".join(f"leser{n}@kk.example" for n in range(_PLAIN))
    added = sender.add(f"mailto://127.0.0.1:{port}/?smtp=127.0.0.1&mode=insecure&from=a@kk.example&to={to}")
    begun = time.monotonic()
    if not (added and sender.notify(title="Kok drikkevannet", body="Kok vannet i tre minutter.")):
        raise RuntimeError("plain Apprise was not taken")
    return _PLAIN / (time.monotonic() - begun)


def peak(pid: int) -> float:
    """MB that the process has held at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1000


def main() -> None:
    numbers = [int(each) for each in sys.argv[1:]] or list(NUMBERS)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = stack.enter_context(sink())
        town = municipality((), ("ingen@kk.example",))
        secrets = {"epost": f"krisemail://127.0.0.1:{port}/?from=a@kk.example"}
        ctx = prepare(folder, port, free_port(), town=town, secrets=secrets).ctx
        worker = stack.enter_context(program("-m", "flows.runtime.worker", KRISEKANAL_PREFECT="off"))
        until_at_work(ctx, "plain")
        asked = CrisisRequest(title="Måling", what="–", where="–", severity=Severity.EXTREME, exercise=False)
        crisis = lifecycle.establish(ctx, "kari", asked)
        print(f"{ctx.engine.dialect.name}, {os.cpu_count()} cores, smtp-sink, before any: {peak(worker.pid):.0f} MB")
        before = 0
        for number in numbers:
            fill(ctx, before, number)
            before = number
            found = ours(ctx, crisis.id, number)
            rate, alone = number / _lasted(found), plain(port)
            print(
                f"{number:7} letters: {rate:6.0f} a second with ledger; plain Apprise {alone:5.0f}; ratio {rate / alone:.1f}; "
                f"peak {peak(worker.pid):.0f} MB; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
        ctx.engine.dispose()


if __name__ == "__main__":
    main()
