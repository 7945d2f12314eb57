"""The facts of one crisis, gathered for the report."""

from collections.abc import Sequence

from sqlmodel import col, select

from schemas.accounts.account import AccountLock
from schemas.crises.crisis import Crisis
from schemas.evaluation.report import CrisisReport
from store.batches import figures
from store.context import AppContext
from store.crises import find
from store.db.nouns import as_noun
from store.db.tables import AccountLockRow
from store.drafts import drafts
from store.evaluation import dialogue, findings
from store.evaluation.measures import Facts, measure
from store.evidence import audit
from store.exercises import runs
from store.messages import messages


def gather(ctx: AppContext, crisis_id: str) -> CrisisReport:
    """All of one moment. Raises `NotFound`."""
    with ctx.snapshot() as still:
        facts = facts_of(still, [find.show(still, crisis_id)])[0]
        return CrisisReport(
            written_at=facts.now,
            crisis=facts.crisis,
            measures=measure(facts),
            exercise=facts.run,
            locks=tuple(facts.locks),
            drafts=tuple(drafts.listing(still, crisis_id)),
            messages=tuple(facts.messages),
            reach=tuple(figures.of_crisis(still, crisis_id)),
            dialogue=facts.dialogue,
            findings=tuple(findings.listing(still, crisis_id)),
            events=tuple(facts.events),
            chain=audit.verify(still),
        )


def facts_of(ctx: AppContext, crises: Sequence[Crisis]) -> list[Facts]:
    """What the measures are read off from, in the order given; as many questions for twenty as for one."""
    ids = [crisis.id for crisis in crises]
    events, locks, sent = audit.by_crisis(ctx, ids), _locks(ctx, ids), messages.of_crises(ctx, ids)
    asked = dialogue.of_crises(ctx, ids)
    played, happened, now = runs.of_crises(ctx, ids), runs.happened(ctx, ids), ctx.clock()
    return [
        Facts(
            municipality=ctx.municipality,
            crisis=crisis,
            events=events[crisis.id],
            locks=locks.get(crisis.id, []),
            messages=sent[crisis.id],
            run=played.get(crisis.id),
            happened=happened[crisis.id],
            now=now,
            dialogue=asked[crisis.id],
        )
        for crisis in crises
    ]


def _locks(ctx: AppContext, crisis_ids: Sequence[str]) -> dict[str, list[AccountLock]]:
    found: dict[str, list[AccountLock]] = {}
    with ctx.read() as session:
        for row in session.exec(select(AccountLockRow).where(col(AccountLockRow.crisis_id).in_(crisis_ids))):
            found.setdefault(row.crisis_id, []).append(as_noun(AccountLock, row))
    return found
