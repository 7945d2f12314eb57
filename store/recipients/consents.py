"""Entries that residents keep themselves, and their word that they want no warnings: on a page, by a letter's link, by SMS."""

import hmac

from sqlmodel import Session, func, select

from config.language.texts import read
from policy.recipients import signing_up
from schemas.errors import Refused
from schemas.recipients.recipient import Way
from schemas.recipients.register import MOST_WAYS, Entry, EntryForm, EntryKind, EntrySource
from schemas.recipients.signup import SignupForm, SignupOpen
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.sealing import Sealer
from store.db.tables import RegisterEntryRow, RegisterWayRow
from store.evidence import audit
from store.recipients import entries, privacy, register

_SIGNED_UP = say("Signed up for warnings themselves")
_WANTS_NONE = say("Has asked for no warnings")


def own(session: Session, ctx: AppContext, mark: str) -> Entry | None:
    """What whoever has this address signed up for."""
    return next(
        (one for one in register.by_mark(session, ctx, mark) if one.source is EntrySource.OPT_IN and not one.reserved),
        None,
    )


def save(ctx: AppContext, who: SignupOpen, form: SignupForm) -> Entry:
    """Begun or changed by whoever has proven the address; what they had asked to be spared of ends. Raises `InvalidInput`."""
    mark = ctx.sealed.mark(who.address)
    with ctx.write() as session:
        before = own(session, ctx, mark)
        made = register.as_entry(ctx, audit.SYSTEM, _form(ctx, form, before, who), _id(before), EntrySource.OPT_IN)
        made = made.model_copy(update={"added_at": before.added_at}) if before else made
        known = entries.heard(session, made.id)
        entries.remove(session, [made.id, *_own_reservations(session, mark)])
        session.expunge_all()
        register.put(session, ctx, made)
        entries.hear_again(session, made.id, known)
        action = "register.changed_by_themselves" if before else "register.opted_in"
        audit.append(session, ctx, audit.SYSTEM, action, made.id, purpose=made.purpose)
    return made


def join(session: Session, ctx: AppContext, entry_id: str, way: Way, address: str) -> None:
    """One more way of an entry, where its owner is still signed up. Raises `Refused` for more than an entry takes."""
    row = session.get(RegisterEntryRow, entry_id)
    if row is None or row.source is not EntrySource.OPT_IN or row.reserved:
        return
    mark = ctx.sealed.mark(address)
    gone = [one for one in _own_reservations(session, mark) if one != entry_id]
    entries.remove(session, gone)
    if session.get(RegisterWayRow, (way, mark, entry_id)) is None:
        its = select(func.count()).where(RegisterWayRow.entry_id == entry_id, RegisterWayRow.way == way)
        if session.exec(its).one() >= MOST_WAYS:
            raise Refused(
                say("No more than {most} addresses of a kind are kept together. End one of them first.", most=MOST_WAYS)
            )
        session.add(RegisterWayRow(way=way, mark=mark, entry_id=entry_id, sealed=ctx.sealed.seal(address, entry_id)))
        audit.append(session, ctx, audit.SYSTEM, "register.changed_by_themselves", entry_id)
    entries.turned(session)


def end(ctx: AppContext, who: SignupOpen) -> None:
    """All their ways, where they have signed up with several; else this one."""
    with ctx.write() as session:
        entry = who.entry
        for address in (*entry.mobiles, *entry.emails) if entry else (who.address,):
            stop(session, ctx, ctx.sealed.mark(address), address)


def stop_by_word(ctx: AppContext, word: str) -> bool:
    """The last part of a letter's own link (RFC 8058). Done again it changes nothing. False for a word that is none of ours."""
    mark = word.partition(".")[0]
    if not hmac.compare_digest(word.encode(), stop_word(ctx.sealed, mark).encode()):
        return False
    with ctx.write() as session:
        stop(session, ctx, mark)
    return True


def is_stop_word(ctx: AppContext, word: str) -> bool:
    return hmac.compare_digest(word.encode(), stop_word(ctx.sealed, word.partition(".")[0]).encode())


def stop_word(sealer: Sealer, mark: str) -> str:
    """Holds as long as the key file: a letter may be years old."""
    return f"{mark}.{sealer.mark(f'stop {mark}')}"


def stop(session: Session, ctx: AppContext, mark: str, address: str | None = None) -> None:
    """Nothing more goes there: out of what they signed up for, reserved, so that no list brings it back, and out of every frozen set,
    that of a sending under way too.

    Without `address` nothing is reserved for what nobody in the register has any more.
    """
    privacy.empty_places(session, {mark})
    found = session.exec(select(RegisterWayRow).where(entries.marked(mark))).all()
    if address is None and found:
        address = ctx.sealed.unseal(found[0].sealed, found[0].entry_id)
    if address is None or any(_is_reservation(session, row.entry_id) for row in found):
        return
    theirs = [
        row.entry_id for row in found if session.get_one(RegisterEntryRow, row.entry_id).source is EntrySource.OPT_IN
    ]
    for entry_id in theirs:
        _take_out(session, entry_id, mark)
    session.flush()
    reservation = _reservation(ctx, address)
    register.put(session, ctx, reservation)
    audit.append(session, ctx, audit.SYSTEM, "register.opted_out", reservation.id, entries=theirs)


def _take_out(session: Session, entry_id: str, mark: str) -> None:
    rows = session.exec(select(RegisterWayRow).where(RegisterWayRow.entry_id == entry_id)).all()
    for row in rows:
        if row.mark == mark:
            session.delete(row)
    session.flush()
    if all(row.mark == mark for row in rows):
        entries.remove(session, [entry_id])


def _reservation(ctx: AppContext, address: str) -> Entry:
    ways: dict[str, tuple[str, ...]] = {"emails": (address,)} if "@" in address else {"mobiles": (address,)}
    form = EntryForm(reserved=True, purpose=read(_WANTS_NONE, ctx.municipality.organisation.words), **ways)
    return register.as_entry(ctx, audit.SYSTEM, form, new_id("r"), EntrySource.OPT_IN)


def _is_reservation(session: Session, entry_id: str) -> bool:
    row = session.get_one(RegisterEntryRow, entry_id)
    return row.reserved and row.source is EntrySource.OPT_IN


def _own_reservations(session: Session, mark: str) -> list[str]:
    found = session.exec(select(RegisterWayRow.entry_id).where(entries.marked(mark))).all()
    return [entry_id for entry_id in found if _is_reservation(session, entry_id)]


def _id(before: Entry | None) -> str:
    return before.id if before else new_id("r")


def _form(ctx: AppContext, form: SignupForm, before: Entry | None, who: SignupOpen) -> EntryForm:
    mine: tuple[str, ...] = (who.address,)
    mobiles, emails = (before.mobiles, before.emails) if before else ((), ())
    return EntryForm(
        kind=EntryKind.PERSON,
        mobiles=tuple(dict.fromkeys((*mobiles, *(mine if who.way is Way.SMS else ())))),
        emails=tuple(dict.fromkeys((*emails, *(mine if who.way is Way.EMAIL else ())))),
        purpose=read(_SIGNED_UP, ctx.municipality.organisation.words),
        until=ctx.clock() + signing_up.KEPT,
        **form.model_dump(),
    )
