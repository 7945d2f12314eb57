"""Telling the desk, its deputies, authors and unit leaders that something waits for them."""

from collections.abc import Container

from sqlmodel import col, select

from policy.accounts.lock import leads
from policy.drafts.approval import third_hands
from policy.roles import deputy_editors, editors
from schemas.accounts.account import Account
from schemas.drafts.draft import Draft
from schemas.identity.person import Person
from schemas.municipality import Municipality
from schemas.states import CrisisStatus, DraftStatus
from store.context import AppContext
from store.crises import call_out, find
from store.db.tables import AccountLockRow
from store.drafts import drafts
from store.evidence import audit
from store.notices import notices
from store.notices.letters import Letters
from store.outbox import steps

_LETTERS = {
    "new": Letters.DRAFT_WAITS,
    "remind": Letters.DRAFT_STILL_WAITS,
    "escalate": Letters.DRAFT_FOR_DEPUTY,
}


def tell_desk(ctx: AppContext, draft_id: str, step: str = "new") -> bool:
    """Tell editors (`new`, `remind`) or their deputies (`escalate`) of a draft that waits. False if it no longer does, or told."""
    with ctx.write() as session:
        row = drafts.get(session, draft_id)
        if row.status != DraftStatus.SUBMITTED or not steps.first_time(session, ctx, "tell-desk"):
            return False
        desk = ctx.municipality
        draft = drafts.noun(session, row)
        people = _who_may(desk, draft, step)
        crisis = find.get(session, row.crisis_id)
        told = {"id": row.id, "title": draft.revision.content.title, "author": ctx.person(row.author).name}
        letter = _LETTERS[step].value
        notices.tell(session, ctx, people, letter, crisis, row.id, since=row.submitted_at or row.updated_at, **told)
        audit.append(session, ctx, audit.SYSTEM, f"approval.{step}", row.id, row.crisis_id, told=[p.id for p in people])
        return True


def _who_may(desk: Municipality, draft: Draft, step: str) -> list[Person]:
    """Of those who had no hand in it; where no editor is left, the deputies at once."""
    free = third_hands(desk, draft)
    first = [person for person in editors(desk) if person in free] if step != "escalate" else []
    return first or [person for person in deputy_editors(desk) if person in free]


def tell_author(ctx: AppContext, draft_id: str) -> None:
    """The author learns what the desk decided, and why."""
    with ctx.write() as session:
        if not steps.first_time(session, ctx, "tell-author"):
            return
        row = drafts.get(session, draft_id)
        crisis = find.get(session, row.crisis_id)
        told = {"id": row.id, "title": drafts.noun(session, row).revision.content.title, "status": row.status}
        if row.reason:
            letter, told = Letters.DRAFT_DECIDED, {**told, "reason": row.reason}
        else:
            letter = Letters.DRAFT_APPROVED
        notices.tell(session, ctx, [ctx.person(row.author)], letter.value, crisis, **told)


def chase_confirmations(ctx: AppContext, crisis_id: str) -> list[str]:
    """Remind unit leaders who have not confirmed the lock, and tell their deputies. Returns account ids."""
    with ctx.write() as session:
        crisis = find.get(session, crisis_id)
        missing = session.exec(
            select(AccountLockRow.account_id).where(
                AccountLockRow.crisis_id == crisis_id, col(AccountLockRow.confirmed_at).is_(None)
            )
        ).all()
        if crisis.status != CrisisStatus.ESTABLISHED or not missing:
            return []
        if not steps.first_time(session, ctx, "chase-confirmations"):
            return list(missing)
        letter = Letters.LOCK_NOT_CONFIRMED.value
        for person, accounts in _unconfirmed(ctx, missing).items():
            names = call_out.handles(accounts)
            notices.tell(session, ctx, [person], letter, crisis, id=crisis_id, names=names)
        audit.append(session, ctx, audit.SYSTEM, "lock.unconfirmed", crisis_id, crisis_id, accounts=list(missing))
        return list(missing)


def _unconfirmed(ctx: AppContext, missing: Container[str]) -> dict[Person, list[Account]]:
    found: dict[Person, list[Account]] = {}
    for account in ctx.municipality.all_accounts():
        if account.id in missing:
            for person in ctx.municipality.people:
                if leads(ctx.municipality, person, account):
                    found.setdefault(person, []).append(account)
    return found
