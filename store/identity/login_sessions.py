"""Sessions: server-side, so that any of them can be ended at once."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlmodel import Session, col, select

from policy.access import Action
from policy.logins import logins
from schemas.errors import NotFound, Refused
from schemas.identity.login import LoginMethod, LoginSession, Ticket
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import SessionRow
from store.evidence import audit

_SEEN_EVERY = timedelta(minutes=1)
_AGENT = 200


def open_(
    ctx: AppContext,
    person_id: str,
    method: LoginMethod,
    agent: str,
    ticket: Ticket | None = None,
) -> str:
    """Returns the token for the cookie; only its hash is kept. Raises `Refused` for someone who has left."""
    person = ctx.person(person_id)
    if not person.active:
        raise Refused(
            say("{name} is no longer active and cannot act. Ask IT to update the municipality file.", name=person.name)
        )
    token, now = secrets.token_urlsafe(32), ctx.clock()
    row = SessionRow(
        id=new_id("i"),
        token_hash=_hash(token),
        person_id=person_id,
        method=method,
        csrf=secrets.token_urlsafe(24),
        agent=agent[:_AGENT],
        only_draft=ticket.draft_id if ticket else None,
        only_hash=ticket.content_hash if ticket else None,
        ticket_id=ticket.id if ticket else None,
        opened_at=now,
        seen_at=now,
        expires_at=logins.ends(method, now),
    )
    with ctx.write() as session:
        session.add(row)
        audit.append(session, ctx, person_id, "login.succeeded", row.id, method=method.value)
    return token


def who(ctx: AppContext, token: str | None) -> LoginSession | None:
    """None for a token that is unknown, ended, too old, or belongs to someone who has left. Writes nothing: see `used`."""
    if not token:
        return None
    with ctx.read() as session:
        row = session.exec(select(SessionRow).where(SessionRow.token_hash == _hash(token))).first()
        found = as_noun(LoginSession, row) if row and _alive(ctx, row) else None
    person = ctx.municipality.person(found.person_id) if found else None
    if found is None or person is None or not person.active:
        return None
    return found


def to_note(ctx: AppContext, session: LoginSession) -> bool:
    """Whether its last use was written down long enough ago to be written down again."""
    return ctx.clock() - session.seen_at > _SEEN_EVERY


def used(ctx: AppContext, session_ids: Iterable[str]) -> None:
    """Now, all of them in one transaction; sessions of a kind that slides live on from here."""
    now = ctx.clock()
    with ctx.write() as session:
        for row in session.exec(select(SessionRow).where(col(SessionRow.id).in_(session_ids))):
            row.seen_at = now
            if logins.slides(row.method):
                row.expires_at = logins.ends(row.method, now)


def lives(ctx: AppContext, session_id: str) -> bool:
    """Without being seen by it."""
    with ctx.read() as session:
        row = session.get(SessionRow, session_id)
        person = ctx.municipality.person(row.person_id) if row and _alive(ctx, row) else None
    return person is not None and person.active


def end(ctx: AppContext, actor: str, session_id: str) -> None:
    """Log out, or end a session of someone else's (a lost phone)."""
    with ctx.write() as session:
        row = session.get(SessionRow, session_id)
        if row is None:
            raise NotFound(say("There is no session {id}.", id=session_id))
        if row.person_id != actor:
            ctx.authorize(Action.LOGINS, actor)
        row.revoked_at = row.revoked_at or ctx.clock()
        audit.append(session, ctx, actor, "login.ended", row.id, person=row.person_id)


def listing(ctx: AppContext, person_id: str | None = None) -> list[LoginSession]:
    """Those alive now, newest first."""
    query = select(SessionRow).where(col(SessionRow.revoked_at).is_(None), col(SessionRow.expires_at) > ctx.clock())
    query = query.where(SessionRow.person_id == person_id) if person_id else query
    with ctx.read() as session:
        return [as_noun(LoginSession, r) for r in session.exec(query.order_by(col(SessionRow.seen_at).desc()))]


def end_others(session: Session, ctx: AppContext, person_id: str, but: str | None) -> int:
    """Every session of the person but one; returns how many."""
    query = select(SessionRow).where(SessionRow.person_id == person_id, col(SessionRow.revoked_at).is_(None))
    others = [row for row in session.exec(query) if row.id != but]
    for row in others:
        row.revoked_at = ctx.clock()
    return len(others)


def _alive(ctx: AppContext, row: SessionRow) -> bool:
    return row.revoked_at is None and row.expires_at > ctx.clock()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
