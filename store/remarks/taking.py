"""Taking a remark in hand: it is given to somebody, or closed because it needs no answer."""

from sqlmodel import Session

from policy.accounts.lock import account_state
from policy.dialogue.taking import may_close, may_take
from policy.roles import is_active
from schemas.dialogue.remark import Remark
from schemas.errors import NotFound, Refused
from schemas.sentence import say
from schemas.states import AccountState, RemarkStatus
from store.accounts import accounts
from store.context import AppContext
from store.db.status import become
from store.db.tables import CrisisRow, RemarkRow
from store.evidence import audit
from store.notices import notices
from store.notices.remark_letters import RemarkLetters
from store.remarks import remarks

_FREE = (RemarkStatus.NEW, RemarkStatus.CLOSED)


def assign(ctx: AppContext, actor: str, remark_id: str, person: str | None = None, unit: str | None = None) -> Remark:
    """To a person, or a unit, or both; with neither it is nobody's again. What was closed is open again by it."""
    with ctx.write() as session:
        row = remarks.get(session, remark_id)
        account = ctx.municipality.account(row.account_id)
        ctx.ask(
            lambda asker: may_take(ctx.municipality, asker, remarks.noun(row), account, state_of(session, row)), actor
        )
        if person:
            is_active(ctx.person(person)).or_raise()
        row.assigned_to = person or None
        row.unit = _known_unit(ctx, unit) if unit else row.unit
        if person and row.status in _FREE:
            become(row, RemarkStatus.ASSIGNED)
        elif not person and row.status in (RemarkStatus.ASSIGNED, RemarkStatus.CLOSED):
            become(row, RemarkStatus.NEW)
        row.reason = row.reason if row.status is RemarkStatus.HIDDEN else None
        row.decided_by, row.decided_at, row.told_at = actor, ctx.clock(), None
        audit.append(
            session, ctx, actor, "remark.assigned", row.id, row.crisis_id, person=row.assigned_to, unit=row.unit
        )
        if person and person != actor:
            _tell(session, ctx, actor, row)
        return remarks.noun(row)


def _tell(session: Session, ctx: AppContext, actor: str, row: RemarkRow) -> None:
    places = {"account": remarks.place(ctx, row.account_id), "name": ctx.person(actor).name, "id": row.id}
    crisis = session.get(CrisisRow, row.crisis_id) if row.crisis_id else None
    notices.tell(session, ctx, [ctx.person(row.assigned_to or actor)], RemarkLetters.GIVEN.value, crisis, **places)


def close(ctx: AppContext, actor: str, remark_id: str, reason: str) -> Remark:
    """It needs no answer, and the log says why."""
    with ctx.write() as session:
        row = remarks.get(session, remark_id)
        account = ctx.municipality.account(row.account_id)
        ctx.ask(
            lambda asker: may_close(
                ctx.municipality, asker, remarks.noun(row), account, state_of(session, row), reason
            ),
            actor,
        )
        become(row, RemarkStatus.CLOSED)
        row.reason, row.decided_by, row.decided_at = reason.strip(), actor, ctx.clock()
        audit.append(session, ctx, actor, "remark.closed", row.id, row.crisis_id, reason=row.reason, hash=row.hash)
        return remarks.noun(row)


def mend(ctx: AppContext, actor: str, remark_id: str) -> Remark:
    """It shows an error of ours: the message that it stands under is to be corrected. It stays open until it is answered too.

    Raises `Refused` where it stands under none.
    """
    with ctx.write() as session:
        row = remarks.get(session, remark_id)
        account = ctx.municipality.account(row.account_id)
        ctx.ask(
            lambda asker: may_take(ctx.municipality, asker, remarks.noun(row), account, state_of(session, row)), actor
        )
        message_id = remarks.under(session, row.account_id, row.post_id)
        if message_id is None:
            raise Refused(say("{id} stands under no message of ours. Correct the message itself.", id=remark_id))
        become(row, RemarkStatus.MENDING)
        row.decided_by, row.decided_at, row.told_at = actor, ctx.clock(), None
        audit.append(session, ctx, actor, "remark.mending", row.id, row.crisis_id, message=message_id, hash=row.hash)
        return remarks.noun(row)


def state_of(session: Session, row: RemarkRow) -> AccountState:
    return account_state(accounts.open_locks(session, row.account_id))


def _known_unit(ctx: AppContext, unit_id: str) -> str:
    if ctx.municipality.unit(unit_id) is None:
        ids = ", ".join(unit.id for unit in ctx.municipality.units)
        raise NotFound(say("There is no unit {id}. There are {ids}.", id=unit_id, ids=ids))
    return unit_id
