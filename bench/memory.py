"""A worker's memory over crises with messages and reports: does it level off?

`make bench`. Aim: the last third of the crises adds nothing. Printed beside it: what it costs a process to draw the same
reports' PDFs by itself.
"""

import os
import resource
import tempfile
import time
from pathlib import Path

from bench.fan_out import prepare, program, until_at_work
from bench.town import CHANNELS
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.drafts.content import Content
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.messages import messages
from tests.servers.ports import free_port

CRISES, MESSAGES = 12, 10
_PAGE = resource.getpagesize()


def resident(pid: int) -> float:
    """MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 2**20


def one_crisis(ctx: AppContext, folder: Path, number: int) -> Path:
    """Messages to every channel, and the report that follows; its page."""
    asked = CrisisRequest(title=f"Måling {number}", what="–", where="–", severity=Severity.MINOR, exercise=False)
    crisis = lifecycle.establish(ctx, "kari", asked)
    for each in range(MESSAGES):
        content = Content(title=f"Melding {each}", body="Kok vannet i ett minutt.")
        draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content, CHANNELS).id)
        approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    while any(d.status is not DeliveryStatus.DELIVERED for m in messages.listing(ctx, crisis.id) for d in m.deliveries):
        time.sleep(0.1)
    lifecycle.stand_down(ctx, "kari", crisis.id)
    drawn = folder / "reports" / f"{crisis.id}.pdf"
    while not drawn.exists():
        time.sleep(0.1)
    return drawn.with_suffix(".html")


def drawn_by_itself(pages: list[Path]) -> tuple[float, float]:
    """MiB after the first and after the last, in a process of its own."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        from weasyprint import HTML  # noqa: PLC0415  # in the child only

        found = []
        for page in pages:
            HTML(string=page.read_text(encoding="utf-8")).write_pdf(pdf_variant="pdf/ua-1")
            found.append(resident(os.getpid()))
        os.write(write, f"{found[0]} {found[-1]}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    first, last = os.read(read, 100).split()
    return float(first), float(last)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, program("-m", "bench.slow_server", "0") as server:
        port = int(server.stdout.readline())  # type: ignore[union-attr]  # a pipe by construction
        ctx = prepare(Path(name), port, free_port()).ctx
        with program("-m", "flows.runtime.worker", KRISEKANAL_PREFECT="off", KRISEKANAL_PDF="weasyprint") as worker:
            until_at_work(ctx, "plain")
            found, pages = [resident(worker.pid)], []
            for number in range(CRISES):
                pages.append(one_crisis(ctx, Path(name), number))
                found.append(resident(worker.pid))
                print(f"{number + 1:3} crises: {found[-1]:.0f} MiB", flush=True)
        third = len(found) * 2 // 3
        print(
            f"worker: {found[0]:.0f} MiB at first, {found[third]:.0f} after {third} crises, {found[-1]:.0f} after {CRISES}"
            f" ({CRISES * MESSAGES} messages to {len(CHANNELS)} channels, {CRISES} PDFs)"
        )
        first, last = drawn_by_itself(pages)
        print(f"a process that draws the same PDFs itself: {first:.0f} MiB after the first, {last:.0f} after the last")


if __name__ == "__main__":
    main()
