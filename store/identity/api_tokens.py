"""API tokens: made by a person for that person's own acts, shown once, ended at any time."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, func, select

from policy.access import Action
from schemas.errors import InvalidInput, NotFound
from schemas.identity.token import ApiToken, Scope
from schemas.sentence import Sentence, say
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import TokenRow
from store.evidence import audit

LONGEST = 366
"""Days."""
_PREFIX = "kk_"
"""So that a leaked one is found by whoever scans for them."""


def make(ctx: AppContext, actor: str, name: str, scopes: Sequence[Scope], days: int = 90) -> tuple[ApiToken, str]:
    """The token acts for whoever makes it. The second is the token itself, never shown again."""
    ctx.authorize(Action.TOKENS, actor)
    if not scopes or not name.strip() or not 1 <= days <= LONGEST:
        raise InvalidInput(say("Give the token a name, at least one scope, and from 1 to {most} days.", most=LONGEST))
    token, now = _PREFIX + secrets.token_urlsafe(32), ctx.clock()
    row = TokenRow(
        id=new_id("n"),
        token_hash=_hash(token),
        person_id=actor,
        name=name.strip(),
        scopes=[s.value for s in scopes],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    with ctx.write() as session:
        session.add(row)
        audit.append(session, ctx, actor, "token.made", row.id, name=row.name, scopes=row.scopes)
        return as_noun(ApiToken, row), token


def who(ctx: AppContext, token: str) -> ApiToken | None:
    """None for one that is unknown, ended, too old, or whose person has left."""
    with ctx.read() as session:
        row = session.exec(select(TokenRow).where(TokenRow.token_hash == _hash(token))).first()
        found = as_noun(ApiToken, row) if row else None
    if found is None or found.revoked_at or found.expires_at <= ctx.clock():
        return None
    person = ctx.municipality.person(found.person_id)
    return found if person and person.active else None


def acting(ctx: AppContext, person_id: str) -> int:
    """How many act for this person now."""
    query = select(func.count()).select_from(TokenRow).where(TokenRow.person_id == person_id)
    query = query.where(col(TokenRow.revoked_at).is_(None), col(TokenRow.expires_at) > ctx.clock())
    with ctx.read() as session:
        return session.exec(query).one()


def acting_still(count: int) -> Sentence:
    """A new password ends sessions; a machine's token is ended by a choice of its own."""
    return say(
        "{count} API tokens act for you whatever your password is. See them with `krisekanal token list`, and end each that "
        "should not with `krisekanal token revoke`.",
        count=count,
    )


def listing(ctx: AppContext) -> list[ApiToken]:
    """Newest first."""
    with ctx.read() as session:
        return [
            as_noun(ApiToken, row) for row in session.exec(select(TokenRow).order_by(col(TokenRow.created_at).desc()))
        ]


def revoke(ctx: AppContext, actor: str, token_id: str) -> ApiToken:
    ctx.authorize(Action.TOKENS, actor)
    with ctx.write() as session:
        row = session.get(TokenRow, token_id)
        if row is None:
            raise NotFound(say("There is no token {id}.", id=token_id))
        row.revoked_at = row.revoked_at or ctx.clock()
        audit.append(session, ctx, actor, "token.revoked", row.id)
        return as_noun(ApiToken, row)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
