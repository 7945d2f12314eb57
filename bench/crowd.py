"""Many in the register, and messages to them: what the benches of sending to many share."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from schemas.crises.crisis import CrisisRequest, Severity
from schemas.drafts.content import Content
from schemas.language import Language
from schemas.messages.bulk import BulkState, Progress
from schemas.recipients.recipient import Audience
from schemas.recipients.register import Entry, EntryKind, EntrySource
from store.approvals import approvals
from store.batches import figures
from store.context import AppContext
from store.crises import lifecycle
from store.db.columns import new_id
from store.db.tables import RegisterEntryRow, RegisterWayRow
from store.drafts import drafts
from store.recipients import entries

EVERYONE = Audience(everyone=True)
_PAGE = 2_000


def fill(ctx: AppContext, before: int, number: int, made: Callable[[AppContext, int], Entry]) -> None:
    """The register from so many up to so many, a page in one go."""
    for start in range(before, number, _PAGE):
        rows = [entries.columns(ctx.sealed, made(ctx, n)) for n in range(start, min(start + _PAGE, number))]
        with ctx.write() as session:
            session.execute(insert(RegisterEntryRow), [row for row, _ in rows])
            session.execute(insert(RegisterWayRow), [way for _, ways in rows for way in ways])
            entries.turned(session)


def person(ctx: AppContext, **ways: Any) -> Entry:
    return Entry(
        id=new_id("r"),
        kind=EntryKind.PERSON,
        language=Language.BOKMAAL,
        purpose="Måling",
        source=EntrySource.DESK,
        added_at=ctx.clock(),
        added_by="ola",
        **ways,
    )


def crisis(ctx: AppContext) -> str:
    asked = CrisisRequest(title="Måling", what="–", where="–", severity=Severity.EXTREME, exercise=False)
    return lifecycle.establish(ctx, "kari", asked).id


def approved(ctx: AppContext, draft_id: str) -> str:
    """The message's id."""
    draft = drafts.show(ctx, draft_id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id


def publish(ctx: AppContext, crisis_id: str, account: str, title: str, audience: Audience = EVERYONE) -> str:
    words = Content(title=title, body="Kok vannet i tre minutter.", audience=audience)
    return approved(ctx, drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, words, (account,)).id).id)


def of(ctx: AppContext, message_id: str) -> Progress | None:
    return next(iter(figures.of_message(ctx, message_id).values()), None)


def until(ctx: AppContext, message_id: str, handed_over: int) -> Progress:
    """So many at least, or all there are."""
    while True:
        found = of(ctx, message_id)
        if found and (found.handed_over >= handed_over or found.state is BulkState.DONE):
            return found
        time.sleep(0.25)


def all_of(ctx: AppContext, message_id: str, number: int) -> float:
    """Seconds from the first batch to the last."""
    found = until(ctx, message_id, number + 1)
    if found.handed_over != number or found.began_at is None or found.ended_at is None:
        raise RuntimeError(f"not all were handed over: {found}")
    return (found.ended_at - found.began_at).total_seconds()


def peak(pid: int) -> float:
    """MB that the process has held at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1000
