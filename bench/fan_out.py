"""From approval to the first and the last of 12 channels of 200 ms each, against plain Apprise on the same ones.

`make bench`. Aim: the first request leaves within 200 ms, the last answer is in within 400 ms.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import apprise

from bench.town import CHANNELS, MUNICIPALITY
from config.machine.settings import load_settings
from notifiers.facade import Channels, open_channels
from notifiers.platforms import PLATFORMS
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.drafts.content import Content
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.messages import messages
from store.opening import Opened, open_context, set_up
from store.outbox import workers
from tests.servers.ports import free_port

DELAY = 0.2
ROUNDS = 15


@contextmanager
def program(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | environment,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def arrivals(port: int) -> list[float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/log", timeout=5) as answer:
        return list(json.load(answer))


def one_round(ctx: AppContext, crisis_id: str, port: int, number: int) -> tuple[float, float]:
    """Milliseconds from the approval's commit to the first request and to the last answer written down."""
    content = Content(title=f"Runde {number}", body="Kok vannet i ett minutt.")
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, content, CHANNELS).id)
    time.sleep(0.3)
    arrivals(port)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    committed = time.time()
    while not all(d.status is DeliveryStatus.DELIVERED for d in message.deliveries):
        time.sleep(0.02)
        message = messages.show(ctx, message.id)
    last = max(d.finished_at.timestamp() for d in message.deliveries if d.finished_at)
    return (min(arrivals(port)) - committed) * 1000, (last - committed) * 1000


def plain_apprise(port: int) -> tuple[float, float]:
    """The same for `Apprise.async_notify` alone: no approval, no ledger, no receipt."""
    sender = apprise.Apprise()
    for name in CHANNELS:
        sender.add(f"json://127.0.0.1:{port}/{name}")
    arrivals(port)
    started = time.time()
    asyncio.run(sender.async_notify(title="Runde", body="Kok vannet i ett minutt."))
    ended = time.time()
    return (min(arrivals(port)) - started) * 1000, (ended - started) * 1000


def until_at_work(ctx: AppContext, mode: str) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if any(row.mode == mode for row in workers.at_work(ctx)):
            return
        time.sleep(0.2)
    raise RuntimeError(f"no worker in mode {mode}")


def report(name: str, rounds: list[tuple[float, float]], plain: list[tuple[float, float]]) -> None:
    for place, what in enumerate(("first request", "last answer  ")):
        mine, theirs = sorted(r[place] for r in rounds), sorted(r[place] for r in plain)
        ratio = statistics.median(m / t for m, t in zip(mine, theirs, strict=True))
        print(
            f"{name:14} {what} median {statistics.median(mine):6.0f} ms (min {mine[0]:.0f}, max {mine[-1]:.0f});"
            f" plain Apprise {statistics.median(theirs):6.0f} ms; ratio {ratio:.2f}"
        )


def prepare(
    folder: Path, port: int, prefect_port: int, *, town: str = MUNICIPALITY, secrets: Mapping[str, str] | None = None
) -> Opened[Channels]:
    """`secrets` are addresses by name; without them every channel of the town has one at `port`."""
    (folder / "town.yaml").write_text(town, encoding="utf-8")
    os.environ |= {
        "KRISEKANAL_DATA": str(folder),
        "KRISEKANAL_MUNICIPALITY": str(folder / "town.yaml"),
        "KRISEKANAL_PREFECT_PORT": str(prefect_port),
    }
    settings = load_settings()
    set_up(settings)
    opened = open_context(settings, lambda secret: open_channels(settings, secret), PLATFORMS)
    for name, url in (secrets or addresses(port, CHANNELS)).items():
        opened.vault.put(opened.ctx, "kari", name, url)
    return opened


def addresses(port: int, names: Iterable[str]) -> dict[str, str]:
    return {name: f"json://127.0.0.1:{port}/{name}" for name in names}


def measure(ctx: AppContext, port: int, mode: str) -> None:
    until_at_work(ctx, mode)
    time.sleep(2)
    crisis = lifecycle.establish(
        ctx, "kari", CrisisRequest(title="Måling", what="–", where="–", severity=Severity.MINOR, exercise=False)
    )
    time.sleep(3)
    mine, plain = [], []
    for number in range(ROUNDS):
        mine.append(one_round(ctx, crisis.id, port, number))
        plain.append(plain_apprise(port))
    lifecycle.stand_down(ctx, "kari", crisis.id)
    report("with Prefect" if mode == "prefect" else "without", mine, plain)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, program("-m", "bench.slow_server", str(DELAY)) as server:
        port = int(server.stdout.readline())  # type: ignore[union-attr]  # a pipe by construction
        ctx = prepare(Path(name), port, free_port()).ctx
        print(f"{len(CHANNELS)} channels of {DELAY * 1000:.0f} ms, {ROUNDS} rounds, {os.cpu_count()} cores")
        with program("-m", "flows.runtime.worker", KRISEKANAL_PREFECT="off"):
            measure(ctx, port, "plain")
        with program("-m", "flows.runtime.prefect_server"), program("-m", "flows.runtime.worker"):
            measure(ctx, port, "prefect")


if __name__ == "__main__":
    main()
