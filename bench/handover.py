"""What it costs to hand events over: 40 drafts are submitted, one after the other and then all at once, with Prefect and without.

`make bench`. Aim: nobody is told later than the deadline of two seconds (docs/adr/0012) after what it takes without Prefect.
"""

import os
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from bench.fan_out import prepare, program, until_at_work
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.drafts.content import Content
from schemas.event import EventKind, OutboxEvent, RunMode
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.outbox import outbox
from tests.servers.ports import free_port

EVENTS = 40


class Measured(NamedTuple):
    """Seconds from an event to its work being done, and events per second from the first to the last."""

    middle: float
    slowest: float
    rate: float
    by_prefect: int


def submit(ctx: AppContext, crisis_id: str, pause: float) -> None:
    """The event is due the moment that the draft is submitted; `pause` seconds between two of them."""
    made = [drafts.new(ctx, "anne", crisis_id, Content(title=f"Utkast {n}", body="Kok vannet.")) for n in range(EVENTS)]
    for draft in made:
        drafts.submit(ctx, "anne", draft.id)
        time.sleep(pause)


def done(ctx: AppContext, crisis_id: str) -> list[OutboxEvent]:
    while True:
        found = [e for e in outbox.all_events(ctx, crisis_id) if e.kind is EventKind.DRAFT_SUBMITTED]
        if len(found) == EVENTS and all(event.done_at for event in found):
            return found
        time.sleep(0.1)


def round_of(ctx: AppContext, pause: float) -> Measured:
    asked = CrisisRequest(title="Måling", what="–", where="–", severity=Severity.MINOR, exercise=False)
    crisis = lifecycle.establish(ctx, "kari", asked)
    time.sleep(5)
    submit(ctx, crisis.id, pause)
    found = done(ctx, crisis.id)
    lifecycle.stand_down(ctx, "kari", crisis.id)
    ended = [event.done_at for event in found if event.done_at]
    took = [(end - event.due_at).total_seconds() for event, end in zip(found, ended, strict=True)]
    seconds = (max(ended) - min(event.due_at for event in found)).total_seconds()
    by_prefect = Counter(event.ran_by for event in found)[RunMode.PREFECT]
    time.sleep(10)
    return Measured(statistics.median(took), max(took), EVENTS / seconds, by_prefect)


def both(ctx: AppContext, mode: str) -> tuple[Measured, Measured]:
    until_at_work(ctx, mode)
    time.sleep(3)
    return round_of(ctx, 0.5), round_of(ctx, 0)


def report(what: str, without: Measured, mine: Measured) -> None:
    print(
        f"{what}: without Prefect median {without.middle * 1000:.0f} ms, slowest {without.slowest * 1000:.0f} ms, "
        f"{without.rate:.1f} a second; with Prefect median {mine.middle * 1000:.0f} ms, slowest {mine.slowest * 1000:.0f} ms, "
        f"{mine.rate:.1f} a second, {mine.by_prefect} of {EVENTS} by Prefect; "
        f"ratio of medians {mine.middle / without.middle:.1f}, of rates {mine.rate / without.rate:.2f}"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        ctx = prepare(Path(name), 9, free_port()).ctx
        print(f"{EVENTS} events, {os.cpu_count()} cores")
        with program("-m", "flows.runtime.worker", KRISEKANAL_PREFECT="off"):
            without = both(ctx, "plain")
        with program("-m", "flows.runtime.prefect_server"), program("-m", "flows.runtime.worker"):
            mine = both(ctx, "prefect")
        for what, one, other in zip(("half a second apart", "all at once"), without, mine, strict=True):
            report(what, one, other)


if __name__ == "__main__":
    main()
