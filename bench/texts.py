"""SMS to everybody at the provider's agreed rate: how much of it is kept, whether ever more left, and how soon a correction overtakes.

`make bench`. One worker, SQLite, batches of a hundred, and a stand-in for Sinch with the same rate in a process of its own. Aim: 98 %
of the rate, never above, and a correction ahead of whoever waits. `python -m bench.texts 1000 250000`: rate, and how many.
"""

import json
import os
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.fan_out import prepare, program, until_at_work
from bench.letters import peak
from bench.town import municipality
from schemas.bulk import BulkState, Progress
from schemas.content import Content, Language, MessageKind
from schemas.crisis import CrisisRequest, Severity
from schemas.recipient import Audience
from schemas.register import Entry, EntryKind, EntrySource
from store.approvals import approvals
from store.batches import figures
from store.context import AppContext
from store.crises import lifecycle
from store.db.columns import new_id
from store.drafts import drafts, follow_ups
from store.recipients import register
from tests.fakes.sms import sinch_address
from tests.servers.ports import free_port

RATE, NUMBER = 1_000, 25_000
FIRST = 500
"""In the group that hears of it before all others, and is put right."""
_PAGE = 1_000
_SMS = """\
  - {{id: sms, platform: sms, handle: sms, unit: info, opened: 2026-01-01, secret: sms, rate: {rate}}}
  - {{id: skjerm,"""


def fill(ctx: AppContext, number: int) -> None:
    for start in range(0, number, _PAGE):
        with ctx.write() as session:
            for n in range(start, min(start + _PAGE, number)):
                register.put(session, ctx, _entry(ctx, n))


def _entry(ctx: AppContext, n: int) -> Entry:
    return Entry(
        id=new_id("r"),
        kind=EntryKind.PERSON,
        mobiles=(f"+47{40_000_000 + n}",),
        groups=("forst",) if n < FIRST else (),
        language=Language.BOKMAAL,
        purpose="Måling",
        source=EntrySource.DESK,
        added_at=ctx.clock(),
        added_by="ola",
    )


def approved(ctx: AppContext, draft_id: str) -> str:
    draft = drafts.show(ctx, draft_id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id


def publish(ctx: AppContext, crisis_id: str, title: str, audience: Audience) -> str:
    words = Content(title=title, body="Kok vannet i tre minutter.", audience=audience)
    return approved(ctx, drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, words, ("sms",)).id).id)


def corrected(ctx: AppContext, message_id: str) -> str:
    words = Content(title="Kok i fem", body="Kok i fem minutter.", kind=MessageKind.CORRECTION, wrong="Det stod tre.")
    return approved(ctx, follow_ups.submit(ctx, "anne", message_id, words, ("sms",)).id)


def of(ctx: AppContext, message_id: str) -> Progress | None:
    return next(iter(figures.of_message(ctx, message_id).values()), None)


def until(ctx: AppContext, message_id: str, handed_over: int) -> None:
    while True:
        found = of(ctx, message_id)
        if found and (found.handed_over >= handed_over or found.state is BulkState.DONE):
            return
        time.sleep(0.2)


def told(port: int) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/told") as answer:
        return dict(json.load(answer))


def main() -> None:
    rate, number = [int(each) for each in sys.argv[1:]] or (RATE, NUMBER)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        provider = stack.enter_context(program("-m", "bench.sms_provider", str(rate)))
        port = int(provider.stdout.readline())  # type: ignore[union-attr]  # a pipe by construction
        town = municipality(()).replace("  - {id: skjerm,", _SMS.format(rate=rate))
        town += "target_groups:\n  - {id: forst, name: Først}\n"
        ctx = prepare(folder, port, free_port(), town=town, secrets={"sms": sinch_address(port)}).ctx
        fill(ctx, number)
        worker = stack.enter_context(program("-m", "flows.runtime.worker", KRISEKANAL_PREFECT="off"))
        until_at_work(ctx, "plain")
        before = peak(worker.pid)
        measure(ctx, port, rate, number)
        print(f"          peak {peak(worker.pid):.0f} MB, {before:.0f} before any; load {os.getloadavg()[0]:.1f}")
        ctx.engine.dispose()


def measure(ctx: AppContext, port: int, rate: int, number: int) -> None:
    asked = CrisisRequest(title="Måling", what="–", where="–", severity=Severity.EXTREME, exercise=False)
    crisis_id = lifecycle.establish(ctx, "kari", asked).id
    first = publish(ctx, crisis_id, "Kok i tre", Audience(groups=("forst",)))
    until(ctx, first, FIRST)
    everybody = publish(ctx, crisis_id, "Til alle", Audience(everyone=True))
    until(ctx, everybody, number // 3)
    at = time.monotonic()
    correction = corrected(ctx, first)
    approved_after = time.monotonic() - at
    until(ctx, correction, FIRST)
    waiting = of(ctx, everybody)
    until(ctx, everybody, number)
    said = told(port)
    texts = said["texts"]
    all_of_it = next(v for k, v in texts.items() if k.startswith("Til alle"))
    mended = next(v for k, v in texts.items() if "fem" in k or k.startswith("Rett"))
    lasted = all_of_it["last"] - all_of_it["first"]
    kept = (all_of_it["count"] - all_of_it["at_last"] + mended["count"]) / lasted / rate
    print(
        f"{number:7} SMS at {rate} a second: {kept:.1%} of the rate kept; at most {said['most']:.1%} of it in any ten seconds; "
        f"{said['refused']} requests refused as too many"
    )
    print(
        f"          a correction to {FIRST}: first {mended['first'] - at - approved_after:.1f} s, last "
        f"{mended['last'] - at - approved_after:.1f} s after its approval, while {waiting.waiting if waiting else 0} waited"
    )


if __name__ == "__main__":
    main()
