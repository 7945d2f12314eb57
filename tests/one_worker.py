"""A worker on a test's own clock, in the test's own process: what is due is done, and the clock goes on to what is due next."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from config.machine.settings import load_settings
from flows.work.context import WorkerContext
from schemas.event import EventKind
from store.context import AppContext
from store.identity.vault import Vault
from store.outbox import outbox
from tests.fakes import FakeClock

LEASE = timedelta(seconds=10)
Deeds = Mapping[EventKind, Callable[[WorkerContext, dict[str, Any]], object]]


def work_until(ctx: AppContext, clock: FakeClock, moment: datetime, deeds: Deeds) -> None:
    """Events of other kinds are taken as done. The clock stands at the last one that was due."""
    worker = WorkerContext(load_settings(), ctx, ctx.channels, Vault(ctx.engine, load_settings().key_file), "w")  # type: ignore[arg-type]  # a fake
    while True:
        for event in outbox.claim_due(ctx, "w", LEASE, limit=99):
            if event.kind in deeds:
                deeds[event.kind](worker, event.payload)
            outbox.finish(ctx, event.id, "plain")
        due = outbox.next_due(ctx)
        if due is None or due > moment:
            return
        clock.now = max(clock.now, due)
