"""A burst: 30 messages to 12 channels at once, one to 200 accounts, one to 500 recipients; channels that answer in 20 ms.

`make bench`. Aim: the last request leaves within 5 seconds of the last approval. A real worker, real requests on loopback; beside
each the bare requests: as many, with as many hands, and no ledger. On SQLite, and on PostgreSQL where one is installed.
`python -m bench.burst sqlite` (or postgresql) runs one of them.
"""

import asyncio
import os
import smtplib
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller

from bench.fan_out import addresses, arrivals, prepare, program, until_at_work
from bench.town import CHANNELS, municipality
from flows.work.hands import ABREAST, PER_ACCOUNT
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.drafts.content import Content
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.messages import messages
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres

DELAY, ROUNDS = 0.02, 3
MANY = tuple(f"konto-{number}" for number in range(1, 201))
READERS = tuple(f"leser{number}@kk.example" for number in range(1, 501))


class Mailbox:
    """Takes letters, each in `DELAY`, and remembers when they came (Unix seconds)."""

    def __init__(self) -> None:
        self._arrivals: list[float] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> "Mailbox":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:
        self._arrivals.append(time.time())
        await asyncio.sleep(DELAY)
        return "250 OK"

    def taken(self) -> list[float]:
        """Since it was asked last."""
        found, self._arrivals = self._arrivals, []
        return found


class Case(NamedTuple):
    name: str
    texts: int
    channels: Sequence[str]
    requests: int
    taken: Callable[[], list[float]]
    """When requests came, since it was asked last."""
    bare: Callable[[], None]
    """Makes them all, and returns when all are answered."""


def cases(port: int, box: Mailbox) -> list[Case]:
    def posts(names: Sequence[str], times: int) -> Callable[[], None]:
        return lambda: _with_hands(names, PER_ACCOUNT, times, lambda name: _post(port, name))

    def letters() -> None:
        _with_hands(["epost"], ABREAST, len(READERS), lambda _: _write(box.port))

    def taken() -> list[float]:
        return arrivals(port)

    return [
        Case("30 messages to 12 channels", 30, CHANNELS, 360, taken, posts(CHANNELS, 30)),
        Case("a message to 200 accounts", 1, MANY, 200, taken, posts(MANY, 1)),
        Case("a message to 500 recipients", 1, ("epost",), 500, box.taken, letters),
    ]


def _with_hands(names: Sequence[str], hands: int, times: int, work: Callable[[str], None]) -> None:
    pools = [(name, ThreadPoolExecutor(hands)) for name in names]
    for future in [pool.submit(work, name) for _ in range(times) for name, pool in pools]:
        future.result()


def _post(port: int, name: str) -> None:
    body = b'{"version": "1.0", "title": "Melding", "message": "Kok vannet i ett minutt."}'
    urllib.request.urlopen(f"http://127.0.0.1:{port}/{name}", data=body, timeout=30).close()


def _write(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as connection:
        connection.sendmail("a@kk.example", ["b@kk.example"], "Subject: Melding\r\n\r\nKok vannet i ett minutt.")


def bare(case: Case) -> float:
    """Seconds from the start to the last request."""
    case.taken()
    begun = time.time()
    case.bare()
    return max(case.taken()) - begun


def ours(ctx: AppContext, crisis_id: str, case: Case) -> tuple[float, float]:
    """Seconds from the first and from the last approval to the last request."""
    waiting = [_handed_in(ctx, crisis_id, case, number) for number in range(case.texts)]
    case.taken()
    first = time.time()
    sent = [approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id for draft in waiting]
    last, found = time.time(), list[float]()
    while len(found) < case.requests:
        time.sleep(0.1)
        found += case.taken()
    while any(d.status is not DeliveryStatus.DELIVERED for one in sent for d in messages.show(ctx, one).deliveries):
        time.sleep(0.2)
    return max(found) - first, max(found) - last


def _handed_in(ctx: AppContext, crisis_id: str, case: Case, number: int) -> Any:
    content = Content(title=f"Melding {number}", body="Kok vannet i ett minutt.")
    return drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, content, case.channels).id)


def measure(ctx: AppContext, case: Case) -> None:
    asked = CrisisRequest(title="Måling", what="–", where="–", severity=Severity.MINOR, exercise=False)
    crisis = lifecycle.establish(ctx, "kari", asked)
    time.sleep(2)
    mine, theirs = [], []
    for _ in range(ROUNDS):
        mine.append(ours(ctx, crisis.id, case))
        theirs.append(bare(case))
    lifecycle.stand_down(ctx, "kari", crisis.id)
    whole, last, alone = (statistics.median(found) for found in (*zip(*mine, strict=True), theirs))
    print(
        f"  {case.name:28} last request {last:5.1f} s after the last approval ({whole:.1f} s after the first); bare requests "
        f"{alone:.2f} s; ratio {last / alone:.1f}; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def on(database_url: str) -> None:
    town = municipality((*CHANNELS, *MANY), READERS)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(program("-m", "bench.slow_server", str(DELAY)))
        port = int(server.stdout.readline())  # type: ignore[union-attr]  # a pipe by construction
        box = stack.enter_context(Mailbox())
        secrets = addresses(port, (*CHANNELS, *MANY)) | {
            "epost": f"krisemail://127.0.0.1:{box.port}/?from=a@kk.example"
        }
        os.environ |= {"KRISEKANAL_DATABASE_URL": database_url} if database_url else {}
        ctx = prepare(folder, port, free_port(), town=town, secrets=secrets).ctx
        print(f"{ctx.engine.dialect.name}, {os.cpu_count()} cores, channels of {DELAY * 1000:.0f} ms, {ROUNDS} rounds")
        stack.enter_context(program("-m", "flows.runtime.worker", KRISEKANAL_PREFECT="off"))
        until_at_work(ctx, "plain")
        for case in cases(port, box):
            measure(ctx, case)
        ctx.engine.dispose()


def main() -> None:
    wanted = sys.argv[1:] or ["sqlite", "postgresql"]
    if "sqlite" in wanted:
        on("")
    if "postgresql" in wanted:
        try:
            with Postgres() as server:
                on(server.fresh())
        except RuntimeError as error:
            print(f"not measured on PostgreSQL: {error}")


if __name__ == "__main__":
    main()
