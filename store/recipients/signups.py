"""An address that somebody says is theirs, until they have shown it: a code by SMS, a link by e-mail.

Whether the register knows the address is never seen from outside: every address is answered alike. Codes and links are stored nowhere;
they follow from the row's id and the key file, so that the worker who sends them and the page that looks at them know the same.
"""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, or_, select

from policy.recipients import signing_up, ways
from schemas.errors import InvalidInput, Refused
from schemas.event import EventKind
from schemas.language import Language
from schemas.recipients.recipient import Way
from schemas.recipients.signup import SignupBegun, SignupLetter, SignupOpen
from schemas.sentence import Sentence, say
from store.context import AppContext
from store.db.columns import new_id
from store.db.sealing import Sealer
from store.db.tables import SignupRow
from store.outbox import outbox
from store.recipients import consents

SMS_A_DAY = 2_000
"""To everybody together: what a stranger can make the municipality pay."""
_ID = 4
"""`new_id` parts in an id: about 160 random bits."""
_NO_LONGER = say("This code or link no longer holds. Ask for a new one.")


def begin(ctx: AppContext, written: str, language: Language, joins: str | None = None) -> SignupBegun:
    """Raises `InvalidInput` for what is no address; `Refused` where today's SMS are used up. Who is known is not told."""
    address = ways.any_way(written)
    way = Way.EMAIL if "@" in address else Way.SMS
    if way is Way.SMS and not signing_up.may_have_codes(address):
        raise InvalidInput(say("Codes go to mobiles of the Nordic countries. Write your e-mail address instead."))
    mark, now = ctx.sealed.mark(address), ctx.clock()
    with ctx.write() as session:
        _forget(session, now)
        enough = _asked_enough(session, mark, now)
        if way is Way.SMS and not enough and _sms_today(session, now) >= SMS_A_DAY:
            raise Refused(
                say("No more codes can be sent by SMS today. Write your e-mail address, or come back tomorrow.")
            )
        row = SignupRow(
            id=_new_id(),
            way=way,
            mark=mark,
            sealed=b"",
            language=language,
            joins=joins,
            tries=signing_up.TRIES if enough else 0,
            made_at=now,
            expires_at=now + (signing_up.CODE_LASTS if way is Way.SMS else signing_up.LINK_LASTS),
        )
        row.sealed = ctx.sealed.seal(address, row.id)
        session.add(row)
        if not enough:
            outbox.emit(session, ctx, EventKind.SIGNUP_LETTER_DUE, {"signup_id": row.id})
        return SignupBegun(row.id, way)


def letter(ctx: AppContext, signup_id: str) -> SignupLetter | None:
    """What is to be sent now; None where it was sent, is too late, or was proven meanwhile."""
    with ctx.read() as session:
        row = session.get(SignupRow, signup_id)
        if row is None or row.sent_at or row.proven_at or row.expires_at <= ctx.clock():
            return None
        word = _code(ctx.sealed, row.id) if row.way is Way.SMS else _signed(ctx.sealed, "link", row.id)
        return SignupLetter(row.way, ctx.sealed.unseal(row.sealed, row.id), row.language, word)


def sent(ctx: AppContext, signup_id: str) -> None:
    with ctx.write() as session:
        if row := session.get(SignupRow, signup_id):
            row.sent_at = ctx.clock()


def prove_by_code(ctx: AppContext, signup_id: str, given: str) -> str:
    """The word of an open page. A try is counted before anything is compared. Raises `Refused`."""
    with ctx.write() as session:
        row = session.get(SignupRow, signup_id)
        if row is None or row.way is not Way.SMS or not _can_be_proven(row, ctx.clock()):
            raise Refused(_NO_LONGER)
        row.tries += 1
        left = signing_up.TRIES - row.tries
        typed = "".join(sign for sign in given if sign.isdecimal() and sign.isascii())
        if hmac.compare_digest(typed.encode(), _code(ctx.sealed, row.id).encode()):
            return _proven(session, ctx, row)
    if not left:
        raise Refused(_NO_LONGER)
    raise Refused(say("That is not the code. You can try {count} more times.", count=left))


def link_holds(ctx: AppContext, word: str) -> bool:
    """Looking uses nothing up: mail servers look at every link."""
    with ctx.read() as session:
        row = _of_word(session, ctx.sealed, "link", word)
        return row is not None and row.way is Way.EMAIL and _can_be_proven(row, ctx.clock())


def prove_by_link(ctx: AppContext, word: str) -> str:
    """The word of an open page. Good once. Raises `Refused`."""
    with ctx.write() as session:
        row = _of_word(session, ctx.sealed, "link", word)
        if row is None or row.way is not Way.EMAIL or not _can_be_proven(row, ctx.clock()):
            raise Refused(_NO_LONGER)
        return _proven(session, ctx, row)


def opened(ctx: AppContext, word: str) -> SignupOpen:
    """Raises `Refused` half an hour after the address was proven, and for a word that is none of ours."""
    with ctx.read() as session:
        row = _of_word(session, ctx.sealed, "open", word)
        if row is None or row.proven_at is None or row.proven_at + signing_up.OPEN_FOR <= ctx.clock():
            raise Refused(_too_late())
        entry = consents.own(session, ctx, row.mark)
        return SignupOpen(row.way, ctx.sealed.unseal(row.sealed, row.id), row.language, entry)


def _too_late() -> Sentence:
    return say("This page was open for half an hour and is closed now. Begin anew to go on.")


def _proven(session: Session, ctx: AppContext, row: SignupRow) -> str:
    row.proven_at = ctx.clock()
    if row.joins is not None:
        consents.join(session, ctx, row.joins, row.way, ctx.sealed.unseal(row.sealed, row.id))
    return _signed(ctx.sealed, "open", row.id)


def _can_be_proven(row: SignupRow, now: datetime) -> bool:
    return row.proven_at is None and row.expires_at > now and row.tries < signing_up.TRIES


def _asked_enough(session: Session, mark: str, now: datetime) -> bool:
    its = SignupRow.mark == mark
    return (
        _going_out(session, its, now - timedelta(hours=1)) >= signing_up.AN_HOUR
        or _going_out(session, its, now - timedelta(days=1)) >= signing_up.A_DAY
    )


def _sms_today(session: Session, now: datetime) -> int:
    return _going_out(session, SignupRow.way == Way.SMS, now - timedelta(days=1))


def _going_out(session: Session, which: ColumnElement[bool] | bool, since: datetime) -> int:
    """Sent, or about to be: those that nothing is sent for have no try left from the beginning."""
    out = or_(col(SignupRow.sent_at).is_not(None), col(SignupRow.tries) < signing_up.TRIES)
    query = select(func.count()).select_from(SignupRow).where(which, out, col(SignupRow.made_at) > since)
    return session.exec(query).one()


def _forget(session: Session, now: datetime) -> None:
    session.exec(delete(SignupRow).where(col(SignupRow.made_at) < now - signing_up.LINK_LASTS - signing_up.OPEN_FOR))


def _code(sealer: Sealer, signup_id: str) -> str:
    return f"{int(sealer.mark(f'signup code {signup_id}'), 16) % 1_000_000:06}"


def _signed(sealer: Sealer, purpose: str, signup_id: str) -> str:
    return f"{signup_id}.{sealer.mark(f'signup {purpose} {signup_id}')}"


def _of_word(session: Session, sealer: Sealer, purpose: str, word: str) -> SignupRow | None:
    signup_id = word.partition(".")[0]
    fits = hmac.compare_digest(word.encode(), _signed(sealer, purpose, signup_id).encode())
    return session.get(SignupRow, signup_id) if fits else None


def _new_id() -> str:
    return "u" + "".join(new_id("")[1:] for _ in range(_ID))
