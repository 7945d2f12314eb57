"""What the register and the frozen sets keep of one person, and how it goes; and what is kept no longer than was said.

Source: GDPR articles 5 (1) e, 15 and 17. Whoever asks comes by `store.lists.rights`, which knows of lists that wait too.
"""

from typing import NamedTuple

from sqlmodel import Session, col, delete, select, update

from schemas.recipients.register import EntryKind, MemberOf, PersonExport
from store.context import AppContext
from store.db.tables import RecipientSetMemberRow, RecipientSetRow, RegisterEntryRow, RegisterWayRow, SignupRow
from store.evidence import audit
from store.recipients import entries, register

AT_ONCE = 500


class Forgotten(NamedTuple):
    """Ids of the entries that went or lost this way, and how many places in frozen sets are empty now."""

    entries: list[str]
    places: int


def kept(session: Session, ctx: AppContext, address: str) -> PersonExport:
    mark = ctx.sealed.mark(address)
    return PersonExport(
        address=address, entries=tuple(register.by_mark(session, ctx, mark)), sets=tuple(_sets(session, mark))
    )


def forget(session: Session, mark: str) -> Forgotten:
    """Whoever has it as their only way goes whole; a household keeps its others.

    In frozen sets the address goes too; a keyed hash stays, since the set's own hash is evidence.
    """
    ids = list(session.exec(select(RegisterWayRow.entry_id).where(entries.marked(mark))))
    went = {gone for entry_id in ids for gone in _take_out(session, entry_id, mark)}
    emptied = empty_places(session, {mark} | _nobodys(session, went))
    session.exec(delete(SignupRow).where(col(SignupRow.mark) == mark))
    if ids or emptied:
        entries.turned(session)
    return Forgotten(ids, emptied)


def end_what_is_over(ctx: AppContext) -> int:
    """Entries whose day has come are taken out, some hundreds in a transaction; how many."""
    gone = 0
    while ids := _over(ctx):
        with ctx.write() as session:
            entries.remove(session, ids)
            entries.turned(session)
            audit.append(session, ctx, audit.SYSTEM, "register.ended", "register", count=len(ids))
        gone += len(ids)
    return gone


def _over(ctx: AppContext) -> list[str]:
    query = select(RegisterEntryRow.id).where(col(RegisterEntryRow.until) <= ctx.clock()).limit(AT_ONCE)
    with ctx.read() as session:
        return list(session.exec(query))


def _take_out(session: Session, entry_id: str, mark: str) -> set[str]:
    """A person goes with all their ways; of a household this way alone. The marks that went."""
    row = session.get_one(RegisterEntryRow, entry_id)
    found = session.exec(select(RegisterWayRow).where(RegisterWayRow.entry_id == entry_id)).all()
    others = [way for way in found if way.mark != mark]
    if row.kind is EntryKind.HOUSEHOLD and others:
        for way in found:
            if way.mark == mark:
                session.delete(way)
        return {mark}
    entries.remove(session, [entry_id])
    return {way.mark for way in found}


def _nobodys(session: Session, marks: set[str]) -> set[str]:
    """Without those that somebody else is reached by too."""
    session.flush()
    still: set[str] = set(session.exec(select(RegisterWayRow.mark).where(col(RegisterWayRow.mark).in_(marks))))
    return marks - still


def empty_places(session: Session, marks: set[str]) -> int:
    """In every frozen set; how many. Nothing more is sent to them, and each still counts in its set's hash."""
    query = update(RecipientSetMemberRow).where(
        col(RecipientSetMemberRow.mark).in_(marks), col(RecipientSetMemberRow.sealed).is_not(None)
    )
    return session.exec(query.values(sealed=None)).rowcount


def _sets(session: Session, mark: str) -> list[MemberOf]:
    member, whole = RecipientSetMemberRow, RecipientSetRow
    query = select(member.set_id, member.number, whole.made_at).join(whole).where(member.mark == mark)
    rows = session.exec(query.order_by(col(whole.made_at)))
    return [MemberOf(set_id=set_id, number=number, frozen_at=at) for set_id, number, at in rows]
