"""The facts of one crisis, gathered for the report."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import select

from schemas.account import AccountLock
from schemas.audit import AuditEvent
from schemas.crisis import Crisis
from schemas.report import CrisisReport, Measures
from store import audit, crises, drafts, messages
from store.house import House
from store.tables import AccountLockRow


def gather(house: House, crisis_id: str) -> CrisisReport:
    """Raises `NotFound`."""
    crisis = crises.show(house, crisis_id)
    locks, events = _locks(house, crisis_id), tuple(audit.events(house, crisis_id))
    return CrisisReport(
        written_at=house.clock(), crisis=crisis, measures=_measures(crisis, events, locks), locks=locks,
        drafts=tuple(drafts.listing(house, crisis_id)),
        messages=tuple(reversed(messages.listing(house, crisis_id))),
        events=events, chain=audit.verify(house),
    )  # fmt: skip


def _locks(house: House, crisis_id: str) -> tuple[AccountLock, ...]:
    with house.read() as session:
        rows = session.exec(select(AccountLockRow).where(AccountLockRow.crisis_id == crisis_id))
        return tuple(AccountLock.model_validate(row) for row in rows)


def _measures(crisis: Crisis, events: Iterable[AuditEvent], locks: tuple[AccountLock, ...]) -> Measures:
    times: dict[str, list[datetime]] = {}
    for event in events:
        times.setdefault(event.action, []).append(event.at)

    def after(action: str, pick: int = 0) -> float | None:
        found = times.get(action)
        return (found[pick] - crisis.established_at).total_seconds() if found else None

    return Measures(
        first_submission=after("draft.submitted"), first_approval=after("draft.approved"),
        first_delivery=after("delivery.delivered"), last_delivery=after("delivery.delivered", -1),
        locks=len(locks), locks_confirmed=sum(1 for lock in locks if lock.confirmed_at),
    )  # fmt: skip
