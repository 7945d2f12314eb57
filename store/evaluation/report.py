"""The facts of one crisis, gathered for the report."""

from sqlmodel import select

from schemas.account import AccountLock
from schemas.report import CrisisReport
from store.context import AppContext
from store.crises import find
from store.db.nouns import as_noun
from store.db.tables import AccountLockRow
from store.drafts import drafts
from store.evaluation import findings
from store.evaluation.measures import Facts, measure
from store.evidence import audit
from store.exercises import runs
from store.messages import messages


def gather(ctx: AppContext, crisis_id: str) -> CrisisReport:
    """Raises `NotFound`."""
    facts = facts_of(ctx, crisis_id)
    return CrisisReport(
        written_at=facts.now,
        crisis=facts.crisis,
        measures=measure(facts),
        exercise=facts.run,
        locks=tuple(facts.locks),
        drafts=tuple(drafts.listing(ctx, crisis_id)),
        messages=tuple(facts.messages),
        findings=tuple(findings.listing(ctx, crisis_id)),
        events=tuple(facts.events),
        chain=audit.verify(ctx),
    )


def facts_of(ctx: AppContext, crisis_id: str) -> Facts:
    """What the measures are read off from. Raises `NotFound`."""
    return Facts(
        municipality=ctx.municipality,
        crisis=find.show(ctx, crisis_id),
        events=audit.events(ctx, crisis_id),
        locks=_locks(ctx, crisis_id),
        messages=list(reversed(messages.listing(ctx, crisis_id))),
        run=runs.find(ctx, crisis_id),
        happened=runs.happened(ctx, crisis_id),
        now=ctx.clock(),
    )


def _locks(ctx: AppContext, crisis_id: str) -> list[AccountLock]:
    with ctx.read() as session:
        rows = session.exec(select(AccountLockRow).where(AccountLockRow.crisis_id == crisis_id))
        return [as_noun(AccountLock, row) for row in rows]
