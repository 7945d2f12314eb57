"""Tries at a password, code or PIN: counted before anything is compared, so that sixty at once are as many as one after another.

A refused try costs a look, no write; the log gets one line per person and quarter of an hour, however much noise there is.
"""

import hashlib
import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, select

from policy.logins import logins
from schemas.errors import Refused
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.tables import LoginNoiseRow, LoginTryRow
from store.evidence import audit

_LOGGED_EVERY = timedelta(minutes=15)
_STRANGER = "?"


class Count(NamedTuple):
    key: str
    free: int


class Try(NamedTuple):
    """One that is being looked at; `right` or `wrong` follows."""

    id: str
    name: str
    keys: tuple[str, ...]


def at_login(ctx: AppContext, name: str, address: str, device: str | None) -> Try:
    """`name` as typed, or the id of one of ours; `device` is one that this person has logged in with. Raises `Refused`."""
    who = _who(ctx, name)
    if device:
        return _begin(ctx, who, [Count(f"{who} device {device}", logins.FREE)])
    network = network_of(address)
    free = logins.free_tries(_of_name(ctx, who))
    return _begin(ctx, who, [Count(f"{who} from {network}", free), Count(f"from {network}", logins.FREE_PER_NETWORK)])


def at_code(ctx: AppContext, person_id: str, device: str | None) -> Try:
    """The second half: whoever gets here knows the password, so strangers share one count."""
    return _begin(ctx, person_id, [Count(f"{person_id} code {device or 'stranger'}", logins.FREE)])


def at_pin(ctx: AppContext, person_id: str, ticket_id: str) -> Try:
    return _begin(ctx, person_id, [Count(f"pin {ticket_id}", logins.FREE)])


def at_own_password(ctx: AppContext, person_id: str, session_id: str) -> Try:
    """Somebody logged in shows that it is still the same person."""
    return _begin(ctx, person_id, [Count(f"own {session_id}", logins.FREE)])


def right(ctx: AppContext, tried: Try) -> None:
    """What was counted for this name at this place is forgotten; of the whole network only this one."""
    with ctx.write() as session:
        mine = col(LoginTryRow.key) == tried.keys[0]
        session.exec(delete(LoginTryRow).where(mine | (col(LoginTryRow.attempt) == tried.id)))


def wrong(ctx: AppContext, tried: Try) -> Refused:
    """Returns the refusal to raise. It never says which half was wrong."""
    note(ctx, tried.name, "wrong")
    return Refused(say("Name and password do not fit. Try again, or ask the editorial desk for a new invitation."))


def note(ctx: AppContext, name: str, why: str) -> None:
    """Into the log, with how many others since. The name only if it is one of ours: people type passwords into the wrong field."""
    subject = name if ctx.municipality.person(name) else _STRANGER
    key = f"{subject} {why}"
    with ctx.read() as session:
        row = session.get(LoginNoiseRow, key)
        if row is not None and row.at > ctx.clock() - _LOGGED_EVERY:
            return
    with ctx.write() as session:
        _log(session, ctx, subject, key, why)


def _log(session: Session, ctx: AppContext, subject: str, key: str, why: str) -> None:
    row, now = session.get(LoginNoiseRow, key), ctx.clock()
    if row is not None and row.at > now - _LOGGED_EVERY:
        return
    session.merge(LoginNoiseRow(key=key, at=now))
    since = row.at if row else now - logins.REMEMBERED
    tried = session.exec(
        select(func.count(func.distinct(LoginTryRow.attempt))).where(
            LoginTryRow.who == subject, col(LoginTryRow.at) > since
        )
    ).one()
    audit.append(session, ctx, audit.SYSTEM, "login.refused", subject, why=why, tries=tried)


def _begin(ctx: AppContext, who: str, counts: Sequence[Count]) -> Try:
    with ctx.read() as session:
        wait = _wait(session, ctx.clock(), counts)
    if not wait:
        with ctx.write() as session:
            now = ctx.clock()
            wait = _wait(session, now, counts)
            if not wait:
                return _counted(session, now, who, counts)
    note(ctx, who, "too_many_tries")
    raise Refused(
        say(
            "Too many wrong tries. Wait {minutes} minutes, or use a printed code.",
            minutes=int(wait.total_seconds() // 60) + 1,
        )
    )


def _counted(session: Session, now: datetime, who: str, counts: Sequence[Count]) -> Try:
    session.exec(delete(LoginTryRow).where(col(LoginTryRow.at) < now - logins.REMEMBERED))
    attempt = new_id("f")
    session.add_all(LoginTryRow(id=new_id("f"), attempt=attempt, key=c.key, who=who, at=now) for c in counts)
    return Try(attempt, who, tuple(c.key for c in counts))


def _wait(session: Session, now: datetime, counts: Sequence[Count]) -> timedelta:
    return max(_wait_for(session, now, count) for count in counts)


def _wait_for(session: Session, now: datetime, count: Count) -> timedelta:
    query = select(func.count(), func.max(LoginTryRow.at)).where(
        LoginTryRow.key == count.key, col(LoginTryRow.at) > now - logins.REMEMBERED
    )
    tries, last = session.exec(query).one()
    return max(last + logins.pause(tries, count.free) - now, timedelta()) if tries else timedelta()


def _of_name(ctx: AppContext, who: str) -> int:
    with ctx.read() as session:
        query = select(func.count(func.distinct(LoginTryRow.attempt))).where(LoginTryRow.who == who)
        return session.exec(query.where(col(LoginTryRow.at) > ctx.clock() - logins.REMEMBERED)).one()


def _who(ctx: AppContext, name: str) -> str:
    """A stranger's word is kept as a digest: it may be somebody's password."""
    if ctx.municipality.person(name):
        return name
    return hashlib.sha256(name.encode(errors="replace")).hexdigest()[:16]


def network_of(address: str) -> str:
    """Of IPv6 the /64 that one household has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
