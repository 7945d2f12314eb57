"""The facts of one crisis, gathered for the report."""

from sqlmodel import select

from schemas.account import AccountLock
from schemas.report import CrisisReport
from store.context import House
from store.crises import find
from store.db.tables import AccountLockRow
from store.drafts import drafts
from store.evaluation import findings
from store.evaluation.measures import Facts, measure
from store.evidence import audit
from store.exercises import runs
from store.messages import messages


def gather(house: House, crisis_id: str) -> CrisisReport:
    """Raises `NotFound`."""
    facts = facts_of(house, crisis_id)
    return CrisisReport(
        written_at=facts.now, crisis=facts.crisis, measures=measure(facts), exercise=facts.run, locks=tuple(facts.locks),
        drafts=tuple(drafts.listing(house, crisis_id)), messages=tuple(facts.messages),
        findings=tuple(findings.listing(house, crisis_id)), events=tuple(facts.events), chain=audit.verify(house),
    )  # fmt: skip


def facts_of(house: House, crisis_id: str) -> Facts:
    """What the measures are read off from. Raises `NotFound`."""
    return Facts(
        municipality=house.municipality, crisis=find.show(house, crisis_id),
        events=audit.events(house, crisis_id), locks=_locks(house, crisis_id),
        messages=list(reversed(messages.listing(house, crisis_id))),
        run=runs.find(house, crisis_id), happened=runs.happened(house, crisis_id), now=house.clock(),
    )  # fmt: skip


def _locks(house: House, crisis_id: str) -> list[AccountLock]:
    with house.read() as session:
        rows = session.exec(select(AccountLockRow).where(AccountLockRow.crisis_id == crisis_id))
        return [AccountLock.model_validate(row) for row in rows]
