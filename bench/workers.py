"""One, two and three workers that send to many together, with a provider that answers each request in 50 ms: how much faster?

`make bench`. Our database and Prefect's are PostgreSQL, Prefect talks through Redis, and each worker is a process of its own in the
pool (docs/scale.md). 46elks' stand-in takes one number a request, eight at a time from each worker. Aim: near to two and three.
`python -m bench.workers off` does without Prefect.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from bench import crowd
from bench.fan_out import prepare, program
from bench.texts import phone
from bench.town import municipality
from schemas.event import EventKind, RunMode
from store.context import AppContext
from store.outbox import outbox, workers
from tests.fakes.sms import elks_address
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres
from tests.servers.prefect import many_machines
from tests.servers.redis import RedisServer

NUMBER = 4_800
DELAY = 0.05
_COMES_WITHIN = 600.0
_SMS = """\
  - {id: sms, platform: sms, handle: sms, unit: info, opened: 2026-01-01, secret: sms}
  - {id: skjerm,"""


def until_there_are(ctx: AppContext, mode: RunMode, number: int) -> None:
    """In the pool, so many have begun what it gave them; on a busy machine that takes minutes."""
    deadline = time.monotonic() + _COMES_WITHIN
    while sum(row.mode is mode for row in workers.at_work(ctx)) < number:
        if time.monotonic() > deadline:
            raise RuntimeError(f"not {number} workers in mode {mode.value}")
        time.sleep(0.5)


def _called(ctx: AppContext, crisis_id: str) -> str:
    """How many were called to help, and by what they came."""
    calls = Counter(e.ran_by for e in outbox.all_events(ctx, crisis_id) if e.kind is EventKind.DRAIN_DUE and e.ran_by)
    return ", ".join(f"{number} ({by.value})" for by, number in calls.items()) or "nobody"


def main() -> None:
    mode = RunMode.PLAIN if sys.argv[1:] == ["off"] else RunMode.PREFECT
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = stack.enter_context(Postgres())
        provider = stack.enter_context(program("-m", "bench.sms_provider", "100000", str(DELAY)))
        port, _ = map(int, provider.stdout.readline().split())  # type: ignore[union-attr]  # a pipe by construction
        os.environ |= {"KRISEKANAL_PREFECT": "off", "KRISEKANAL_DATABASE_URL": postgres.fresh()}
        if mode is RunMode.PREFECT:
            os.environ |= many_machines(postgres.fresh(), stack.enter_context(RedisServer(folder)).port)
            os.environ["KRISEKANAL_PREFECT"] = "pool"
        town = municipality(()).replace("  - {id: skjerm,", _SMS)
        ctx = prepare(folder, port, free_port(), town=town, secrets={"sms": elks_address(port)}).ctx
        crowd.fill(ctx, 0, NUMBER, phone)
        crisis_id = crowd.crisis(ctx)
        if mode is RunMode.PREFECT:
            stack.enter_context(program("-m", "flows.runtime.prefect_server"))
        alone = 0.0
        for number in (1, 2, 3):
            stack.enter_context(program("-m", "flows.runtime.worker"))
            until_there_are(ctx, mode, number)
            lasted = crowd.all_of(ctx, crowd.publish(ctx, crisis_id, "sms", f"Til alle {number}"), NUMBER)
            alone = alone or lasted
            print(
                f"{number} workers ({mode.value}): {NUMBER / lasted:5.0f} SMS a second, {alone / lasted:.2f} times one; "
                f"called by now: {_called(ctx, crisis_id)}; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
        ctx.engine.dispose()


if __name__ == "__main__":
    main()
