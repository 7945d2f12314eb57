"""What people log in with: a password, one-time codes from an app, a PIN, and printed codes for the worst day.

Local, so that it works when the municipality's directory is down (Østre Toten 2021).
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pyotp
from pwdlib import PasswordHash
from sqlmodel import Session, col, delete, func, select

from policy.logins.passwords import good_password, good_pin
from schemas.errors import InvalidInput, Refused
from schemas.identity.login import LoginState
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import ALPHABET
from store.db.tables import BreakGlassRow, LoginRow, PasskeyRow, SessionRow
from store.evidence import audit
from store.identity import login_sessions, openings
from store.identity.vault import Vault

CODES = 10
"""Printed break-glass codes a person gets at a time."""
_STEP = 30
"""Seconds a one-time code lasts (RFC 6238)."""
_HASHER = PasswordHash.recommended()


def state(ctx: AppContext, person_id: str) -> LoginState:
    return states(ctx, [person_id])[person_id]


def states(ctx: AppContext, person_ids: Sequence[str]) -> dict[str, LoginState]:
    """Of each, in three questions."""
    keys = select(PasskeyRow.person_id, func.count()).where(col(PasskeyRow.person_id).in_(person_ids))
    codes = select(BreakGlassRow.person_id, func.count()).where(
        col(BreakGlassRow.person_id).in_(person_ids), col(BreakGlassRow.used_at).is_(None)
    )
    with ctx.read() as session:
        rows = {r.person_id: r for r in session.exec(select(LoginRow).where(col(LoginRow.person_id).in_(person_ids)))}
        passkeys = dict(session.exec(keys.group_by(col(PasskeyRow.person_id))).all())
        printed = dict(session.exec(codes.group_by(col(BreakGlassRow.person_id))).all())
        return {i: _state(i, rows.get(i), passkeys.get(i, 0), printed.get(i, 0)) for i in person_ids}


def _state(person_id: str, row: LoginRow | None, passkeys: int, codes: int) -> LoginState:
    return LoginState(
        person_id=person_id,
        password=bool(row and row.password_hash),
        totp=bool(row and row.totp_confirmed),
        pin=bool(row and row.pin_hash),
        passkeys=passkeys,
        break_glass_left=codes,
    )


def anyone(ctx: AppContext) -> bool:
    """Whether anybody at all can log in, or ever has: by password, passkey, printed code or the municipality's own login."""
    with ctx.read() as session:
        return has_login(session)


def has_login(session: Session, person_id: str | None = None) -> bool:
    """The same of one person."""
    tables: tuple[Any, ...] = (LoginRow, PasskeyRow, BreakGlassRow, SessionRow)
    asked = (select(t.person_id).where(t.person_id == person_id) if person_id else select(t.person_id) for t in tables)
    return any(session.exec(query.limit(1)).first() is not None for query in asked)


def set_password(
    ctx: AppContext, person_id: str, password: str, *, session_id: str | None = None, without_passkeys: bool = False
) -> None:
    """Every session but `session_id` ends. Raises `InvalidInput` with what is wrong with the password."""
    store(ctx, person_id, hashed(ctx, person_id, password), session_id=session_id, without_passkeys=without_passkeys)


def hashed(ctx: AppContext, person_id: str, password: str) -> str:
    """Takes a while, so it is done before others wait for the writer's turn. Raises `InvalidInput`."""
    good_password(password, ctx.person(person_id)).or_raise()
    return _HASHER.hash(password)


def store(
    ctx: AppContext, person_id: str, hashed: str, *, session_id: str | None = None, without_passkeys: bool = False
) -> None:
    with ctx.write() as session:
        _row(session, ctx, person_id).password_hash = hashed
        ended = login_sessions.end_others(session, ctx, person_id, session_id)
        if without_passkeys:
            session.exec(delete(PasskeyRow).where(col(PasskeyRow.person_id) == person_id))
        audit.append(
            session,
            ctx,
            person_id,
            "login.password_set",
            person_id,
            sessions_ended=ended,
            passkeys_removed=without_passkeys,
        )


def set_pin(ctx: AppContext, person_id: str, pin: str) -> None:
    good_pin(pin).or_raise()
    hashed = _HASHER.hash(pin)
    with ctx.write() as session:
        _row(session, ctx, person_id).pin_hash = hashed
        audit.append(session, ctx, person_id, "login.pin_set", person_id)


def password_fits(ctx: AppContext, person_id: str | None, password: str) -> bool:
    """Takes as long for a stranger as for one of ours."""
    return _fits(ctx, person_id, password, lambda row: row.password_hash)


def pin_fits(ctx: AppContext, person_id: str, pin: str) -> bool:
    return _fits(ctx, person_id, pin, lambda row: row.pin_hash)


def begin_totp(ctx: AppContext, vault: Vault, person_id: str) -> str:
    """A new secret as an `otpauth://` address for the app; it counts from the first code that fits."""
    secret = pyotp.random_base32()
    with ctx.write() as session:
        row = _row(session, ctx, person_id)
        if row.totp_confirmed:
            raise Refused(say("You already have one-time codes. Remove them first."))
        row.totp = vault.seal(secret)
    name = ctx.municipality.organisation.name
    return pyotp.TOTP(secret).provisioning_uri(
        name=ctx.person(person_id).email or person_id, issuer_name=f"Krisekanal {name}"
    )


def confirm_totp(ctx: AppContext, vault: Vault, person_id: str, code: str) -> None:
    if not _code_fits(ctx, vault, person_id, code):
        raise InvalidInput(
            say("The code does not fit. Check that the clock of the phone is right, and try the next code.")
        )
    with ctx.write() as session:
        _row(session, ctx, person_id).totp_confirmed = True
        audit.append(session, ctx, person_id, "login.totp_set", person_id)


def remove_totp(session: Session, ctx: AppContext, actor: str, person_id: str) -> None:
    """By oneself, or by two managers when the phone is lost (`store.logins`)."""
    row = _row(session, ctx, person_id)
    row.totp, row.totp_confirmed = None, False
    audit.append(session, ctx, actor, "login.totp_removed", person_id)


def code_fits(ctx: AppContext, vault: Vault, person_id: str, code: str) -> bool:
    """A one-time code, once."""
    return state(ctx, person_id).totp and _code_fits(ctx, vault, person_id, code)


def new_codes(session: Session, ctx: AppContext, actor: str, person_id: str, agreed_by: str | None = None) -> list[str]:
    """Ten new break-glass codes, shown once; the old ones no longer work. Whose business it is, is asked in `store.logins`."""
    codes = ["-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4)) for _ in range(CODES)]
    for row in session.exec(select(BreakGlassRow).where(BreakGlassRow.person_id == person_id)).all():
        session.delete(row)
    session.flush()
    for code in codes:
        row = BreakGlassRow(
            code_hash=_digest(code), person_id=person_id, made_by=actor, agreed_by=agreed_by, made_at=ctx.clock()
        )
        session.add(row)
    audit.append(session, ctx, agreed_by or actor, "login.codes_printed", person_id, count=len(codes), asked_by=actor)
    return codes


def use_code(ctx: AppContext, person_id: str, code: str) -> bool:
    """True once per printed code. 98 random bits each, so a plain hash is enough."""
    with ctx.write() as session:
        row = session.get(BreakGlassRow, _digest(code))
        if row is None or row.person_id != person_id or row.used_at is not None:
            return False
        row.used_at = ctx.clock()
        openings.note(session, ctx, person_id, row.made_by, row.agreed_by)
        audit.append(
            session, ctx, person_id, "login.code_used", person_id, made_by=row.made_by, agreed_by=row.agreed_by
        )
        return True


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()


def _row(session: Session, ctx: AppContext, person_id: str) -> LoginRow:
    row = session.get(LoginRow, person_id) or LoginRow(person_id=person_id, updated_at=ctx.clock())
    row.updated_at = ctx.clock()
    session.add(row)
    return row


def _fits(ctx: AppContext, person_id: str | None, given: str, pick: Callable[[LoginRow], str | None]) -> bool:
    with ctx.read() as session:
        row = session.get(LoginRow, person_id) if person_id else None
        hashed = pick(row) if row else None
    fits = _HASHER.verify(given, hashed or _nobody())
    return fits and hashed is not None


@cache
def _nobody() -> str:
    """Checked against when there is nothing to check: a stranger cannot tell by the time it takes."""
    return _HASHER.hash("no such person")


def _code_fits(ctx: AppContext, vault: Vault, person_id: str, code: str) -> bool:
    step = int(ctx.clock().timestamp()) // _STEP
    with ctx.write() as session:
        row = session.get(LoginRow, person_id)
        if row is None or row.totp is None:
            return False
        totp = pyotp.TOTP(vault.unseal(row.totp))
        found = next(
            (s for s in (step - 1, step, step + 1) if pyotp.utils.strings_equal(totp.at(s * _STEP), code.strip())), 0
        )
        if found <= row.totp_step:
            return False
        row.totp_step = found
        return True
