"""What a manager of logins asks for another person, and a second manager answers."""

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from policy.access import Action
from policy.logins.letting_in import REQUEST_LASTS, may_agree
from policy.roles import editors
from schemas.errors import NotFound, Refused
from schemas.identity.login import LoginRequest, LoginRequestKind
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import LoginRequestRow
from store.evidence import audit
from store.identity import openings
from store.notices import notices
from store.notices.login_letters import LoginLetters

_ASKED = {
    LoginRequestKind.RESET: LoginLetters.LOGIN_ASKED,
    LoginRequestKind.CODES: LoginLetters.CODES_ASKED,
    LoginRequestKind.NO_TOTP: LoginLetters.NO_TOTP_ASKED,
}


def ask(session: Session, ctx: AppContext, actor: str, kind: LoginRequestKind, person_id: str) -> LoginRequest:
    """The person and the desk are told at once. One request of a kind and person at a time: a newer one ends the older."""
    for older in session.exec(_open(ctx).where(LoginRequestRow.kind == kind, LoginRequestRow.person_id == person_id)):
        older.answered_at, older.agreed = ctx.clock(), False
    row = LoginRequestRow(id=new_id("y"), kind=kind, person_id=person_id, asked_by=actor, asked_at=ctx.clock())
    session.add(row)
    session.flush()
    audit.append(session, ctx, actor, "login.reset_asked", row.id, person=person_id, kind=kind.value)
    tell(session, ctx, person_id, _ASKED[kind], asker=ctx.person(actor).name)
    return as_noun(LoginRequest, row)


def waiting(ctx: AppContext) -> list[LoginRequest]:
    """Not answered and not too old, oldest first."""
    with ctx.read() as session:
        return [as_noun(LoginRequest, row) for row in session.exec(_open(ctx).order_by(col(LoginRequestRow.asked_at)))]


def show(ctx: AppContext, request_id: str) -> LoginRequest:
    with ctx.read() as session:
        return as_noun(LoginRequest, _get(session, request_id))


def agree(session: Session, ctx: AppContext, actor: str, request_id: str) -> LoginRequest:
    """Raises `Refused` for whoever is no second manager, and for what has been answered or is too old."""
    row = _get(session, request_id)
    request, opened_by = as_noun(LoginRequest, row), openings.opened_by(session, ctx, actor)
    ctx.ask(lambda person: may_agree(ctx.municipality, person, request, opened_by), actor)
    ctx.authorize(Action.LOGINS, request.asked_by)
    _answer(session, ctx, actor, row, agreed=True)
    return as_noun(LoginRequest, row)


def refuse(ctx: AppContext, actor: str, request_id: str) -> LoginRequest:
    """By any manager, who asked included, and by the person it is about."""
    with ctx.write() as session:
        row = _get(session, request_id)
        if actor != row.person_id:
            ctx.authorize(Action.LOGINS, actor)
        _answer(session, ctx, actor, row, agreed=False)
        return as_noun(LoginRequest, row)


def tell(session: Session, ctx: AppContext, person_id: str, letter: LoginLetters, **places: str) -> None:
    """The person and the editorial desk."""
    person = ctx.person(person_id)
    told = [person, *editors(ctx.municipality)]
    notices.tell(session, ctx, told, letter.value, None, name=person.name, **places)


def _answer(session: Session, ctx: AppContext, actor: str, row: LoginRequestRow, *, agreed: bool) -> None:
    if row.answered_at is not None or row.asked_at <= ctx.clock() - REQUEST_LASTS:
        raise Refused(say("This request has been answered, or is too old. Ask anew."))
    row.answered_by, row.answered_at, row.agreed = actor, ctx.clock(), agreed
    action = "login.reset_agreed" if agreed else "login.reset_refused"
    audit.append(session, ctx, actor, action, row.id, person=row.person_id, kind=row.kind.value, asked_by=row.asked_by)


def _open(ctx: AppContext) -> SelectOfScalar[LoginRequestRow]:
    return select(LoginRequestRow).where(
        col(LoginRequestRow.answered_at).is_(None), col(LoginRequestRow.asked_at) > ctx.clock() - REQUEST_LASTS
    )


def _get(session: Session, request_id: str) -> LoginRequestRow:
    row = session.get(LoginRequestRow, request_id)
    if row is None:
        raise NotFound(say("There is no request {id}. See `krisekanal person requests`.", id=request_id))
    return row
