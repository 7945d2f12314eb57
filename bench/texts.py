"""SMS to everybody at the provider's agreed rate: how much of it is kept, whether ever more left, and how soon a correction overtakes.

`make bench`. One worker, SQLite, and a stand-in for the provider with the same rate in a process of its own: Sinch in batches
of a hundred, or an SMS centre (SMPP) with its window. Aim: 98 % of the rate, never above, a correction ahead of whoever waits; 150 MB.
`python -m bench.texts sinch 2500 250000`: by which way, rate, how many; without these, all of `RUNS`.
"""

import json
import os
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from bench import crowd
from bench.fan_out import prepare, program, until_at_work
from bench.town import municipality
from schemas.drafts.content import Content, MessageKind
from schemas.recipients.recipient import Audience
from schemas.recipients.register import Entry
from store.context import AppContext
from store.drafts import follow_ups
from tests.fakes.sms import sinch_address
from tests.servers.ports import free_port

RUNS = (
    ("sinch", 10, 1_000),
    ("sinch", 50, 3_000),
    ("sinch", 1_000, 25_000),
    ("sinch", 2_500, 250_000),
    ("smpp", 500, 25_000),
)
FIRST = 500
"""In the group that hears of it before all others, and is put right."""
_SMS = """\
  - {{id: sms, platform: sms, handle: sms, unit: info, opened: 2026-01-01, secret: sms, rate: {rate}}}
  - {{id: skjerm,"""


def phone(ctx: AppContext, n: int) -> Entry:
    return crowd.person(ctx, mobiles=(f"+47{40_000_000 + n}",), groups=("forst",) if n < FIRST else ())


def corrected(ctx: AppContext, message_id: str) -> str:
    words = Content(title="Kok i fem", body="Kok i fem minutter.", kind=MessageKind.CORRECTION, wrong="Det stod tre.")
    return crowd.approved(ctx, follow_ups.submit(ctx, "anne", message_id, words, ("sms",)).id)


def told(port: int) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/told") as answer:
        return dict(json.load(answer))


def run(way: str, rate: int, number: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        provider = stack.enter_context(program("-m", "bench.sms_provider", str(rate)))
        port, centre = map(int, provider.stdout.readline().split())  # type: ignore[union-attr]  # a pipe by construction
        town = municipality(()).replace("  - {id: skjerm,", _SMS.format(rate=rate))
        town += "target_groups:\n  - {id: forst, name: Først}\n"
        by_smpp = f"krisesmpp://system:ord@127.0.0.1:{centre}/?from=Kommunen&wait=0"
        address = by_smpp if way == "smpp" else sinch_address(port)
        ctx = prepare(folder, port, free_port(), town=town, secrets={"sms": address}).ctx
        crowd.fill(ctx, 0, number, phone)
        worker = stack.enter_context(program("-m", "flows.runtime.worker", KRISEKANAL_PREFECT="off"))
        until_at_work(ctx, "plain")
        before = crowd.peak(worker.pid)
        print(f"{way:5} {number:7} SMS at {rate} a second: ", end="", flush=True)
        measure(ctx, port, rate, number)
        print(
            f"          peak {crowd.peak(worker.pid):.0f} MB, {before:.0f} before any; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        ctx.engine.dispose()


def measure(ctx: AppContext, port: int, rate: int, number: int) -> None:
    publish = partial(crowd.publish, ctx, crowd.crisis(ctx), "sms")
    first = publish("Kok i tre", Audience(groups=("forst",)))
    crowd.until(ctx, first, FIRST)
    everybody = publish("Til alle")
    crowd.until(ctx, everybody, number // 3)
    at = time.monotonic()
    correction = corrected(ctx, first)
    approved_after = time.monotonic() - at
    crowd.until(ctx, correction, FIRST)
    waiting = crowd.of(ctx, everybody)
    crowd.until(ctx, everybody, number)
    said = told(port)
    texts = said["texts"]
    all_of_it = next(v for k, v in texts.items() if k.startswith("Til alle"))
    mended = next(v for k, v in texts.items() if "fem" in k or k.startswith("Rett"))
    lasted = all_of_it["last"] - all_of_it["first"]
    kept = (all_of_it["count"] - all_of_it["at_last"] + mended["count"]) / lasted / rate
    print(
        f"{kept:.1%} of the rate kept; at most {said['most']:.1%} of it in any ten seconds; "
        f"{said['refused']} requests refused as too many"
    )
    print(
        f"          a correction to {FIRST}: first {mended['first'] - at - approved_after:.1f} s, last "
        f"{mended['last'] - at - approved_after:.1f} s after its approval, while {waiting.waiting if waiting else 0} waited"
    )


def main() -> None:
    asked = sys.argv[1:]
    for way, rate, number in [(asked[0], int(asked[1]), int(asked[2]))] if asked else RUNS:
        run(way, rate, number)


if __name__ == "__main__":
    main()
