"""Requests to open official accounts, and what becomes of them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from policy.accounts.account_requests import may_decide, may_request
from policy.roles import editors
from schemas.accounts.account import Account
from schemas.accounts.request import AccountForm, AccountRequest
from schemas.errors import NotFound, Refused
from schemas.municipality import Unit
from schemas.sentence import say
from schemas.states import RequestStatus
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import AccountRequestRow
from store.evidence import audit
from store.notices import notices
from store.notices.letters import Letters

_OPEN = (RequestStatus.REQUESTED, RequestStatus.APPROVED)


def request(ctx: AppContext, actor: str, form: AccountForm) -> AccountRequest:
    """The desk is told. Raises `Refused` where the account exists or is asked for already."""
    unit = _unit(ctx, form.unit)
    ctx.ask(lambda person: may_request(ctx.municipality, person, unit), actor)
    with ctx.write() as session:
        _is_new(session, ctx, form)
        row = AccountRequestRow(
            id=new_id("b"),
            **form.model_dump(),
            status=RequestStatus.REQUESTED,
            requested_by=actor,
            requested_at=ctx.clock(),
        )
        session.add(row)
        session.flush()
        audit.append(session, ctx, actor, "account.requested", row.id, **form.model_dump(mode="json"))
        told = {"handle": form.handle, "platform": form.platform.value, "unit": unit.name, "purpose": form.purpose}
        asked = Letters.ACCOUNT_ASKED_FOR.value
        notices.tell(session, ctx, editors(ctx.municipality), asked, None, name=ctx.person(actor).name, **told)
        return _noun(ctx, row)


def decide(ctx: AppContext, actor: str, request_id: str, *, approve: bool, reason: str = "") -> AccountRequest:
    """The desk's answer; whoever asked is told. An approved account is opened by writing it in the municipality file."""
    status = RequestStatus.APPROVED if approve else RequestStatus.REJECTED
    with ctx.write() as session:
        row = _get(session, request_id)
        before = _noun(ctx, row)
        ctx.ask(lambda person: may_decide(ctx.municipality, person, before, reason, approve=approve), actor)
        become(row, status)
        row.decided_by, row.decided_at, row.reason = actor, ctx.clock(), reason.strip() or None
        audit.append(session, ctx, actor, f"account.request_{status}", row.id, reason=row.reason)
        letter = Letters.ACCOUNT_GRANTED if approve else Letters.ACCOUNT_DECIDED
        told = {"handle": row.handle, "status": status, "reason": row.reason or "—"}
        notices.tell(session, ctx, [ctx.person(row.requested_by)], letter.value, None, **told)
        return _noun(ctx, row)


def listing(ctx: AppContext) -> list[AccountRequest]:
    """Newest first."""
    with ctx.read() as session:
        rows = session.exec(select(AccountRequestRow).order_by(col(AccountRequestRow.requested_at).desc()))
        return [_noun(ctx, row) for row in rows]


def opened(session: Session, ctx: AppContext, accounts: Sequence[Account]) -> list[Account]:
    """New accounts of the municipality file: their requests are met. Returns those that the desk never approved."""
    unasked = []
    for account in accounts:
        row = _open_request(session, account.platform, account.handle)
        if row is None or row.status != RequestStatus.APPROVED:
            unasked.append(account)
        if row is not None:
            become(row, RequestStatus.OPENED)
            row.account_id = account.id
            audit.append(session, ctx, audit.SYSTEM, "account.request_opened", row.id, account=account.id)
    return unasked


def _is_new(session: Session, ctx: AppContext, form: AccountForm) -> None:
    same = [
        a for a in ctx.municipality.accounts if (a.platform, _folded(a.handle)) == (form.platform, _folded(form.handle))
    ]
    if same:
        raise Refused(say("{handle} is in the register already, as {account}.", handle=form.handle, account=same[0].id))
    waiting = _open_request(session, form.platform, form.handle)
    if waiting is not None:
        raise Refused(say("{handle} is asked for already, in {id}.", handle=form.handle, id=waiting.id))


def _open_request(session: Session, platform: str, handle: str) -> AccountRequestRow | None:
    rows = session.exec(
        select(AccountRequestRow).where(
            AccountRequestRow.platform == platform, col(AccountRequestRow.status).in_(_OPEN)
        )
    )
    return next((row for row in rows if _folded(row.handle) == _folded(handle)), None)


def _folded(handle: str) -> str:
    return handle.strip().lstrip("@").casefold()


def _unit(ctx: AppContext, unit_id: str) -> Unit:
    found = ctx.municipality.unit(unit_id)
    if found is None:
        ids = ", ".join(unit.id for unit in ctx.municipality.units)
        raise NotFound(say("No unit is called “{id}”. There are {ids}.", id=unit_id, ids=ids))
    return found


def _get(session: Session, request_id: str) -> AccountRequestRow:
    row = session.get(AccountRequestRow, request_id)
    if row is None:
        raise NotFound(say("There is no request {id}. See `krisekanal account requests`.", id=request_id))
    return row


def _noun(ctx: AppContext, row: AccountRequestRow) -> AccountRequest:
    unit = ctx.municipality.unit(row.unit)
    people = {"owner": unit.leader if unit else None, "deputy": unit.deputy if unit else None}
    return as_noun(AccountRequest, row, **people)
