"""Whom a message did not reach: every way of theirs that was tried has failed, or they have none. Handed over is reached.

Where an account refused us and the sending ended, whose turn never came is missed like whom it refused.
"""

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import chain
from typing import NamedTuple

from sqlmodel import Session, col, select

from policy.access import Action
from policy.recipients import ways
from schemas.messages.bulk import BulkState, Fate
from schemas.recipients.missed import DoorToKnockOn, NotReached
from schemas.recipients.recipient import Way
from schemas.recipients.register import Entry
from store.context import AppContext
from store.db.database import paged
from store.db.tables import BatchRow, BulkRow, DeliveryRow, MessageRow, RecipientSetRow, RegisterEntryRow
from store.evidence import audit
from store.messages import many, messages
from store.recipients import choosing, entries, sets

_FAILED = frozenset((Fate.FAILED, Fate.BOUNCED))
_NEVER = frozenset((Fate.AGAIN,))
"""Not taken; no more will be, where the sending has ended."""
_NOT_LOST = frozenset(Fate) - _FAILED - {Fate.ERASED, Fate.STOPPED}
"""Reached, or perhaps to be reached yet."""
_AT_ONCE = 400


class Missed(NamedTuple):
    """Entry ids: those with an e-mail address that nothing has been sent to yet, and those for whom only their door is left."""

    by_email: list[str]
    doors: list[str]


def of_message(session: Session, ctx: AppContext, message_id: str) -> Missed:
    """Also after what was sent them by a second way. Kept in memory are those for whom something failed, however many were reached."""
    sendings = [bulk for one in (message_id, *_second_ways(session, message_id)) for bulk in _deliveries(session, one)]
    lost = {entry_id for bulk in sendings for entry_id in _lost(session, ctx, bulk)}
    if lost:
        for bulk in sendings:
            lost.difference_update(_entries(session, ctx, bulk, _NOT_LOST - _NEVER if _is_over(bulk) else _NOT_LOST))
    letters = Way.EMAIL in {many.way_of(ctx.account(bulk.account_id)) for bulk in sendings}
    found = Missed([], [])
    for page in some(sorted(lost)):
        for each in read(session, ctx, page):
            (found.by_email if each.emails and not letters else found.doors).append(each.id)
    return found


def not_reached(ctx: AppContext, actor: str, message_id: str, most: int | None = None) -> NotReached:
    """Doors by street; of many the first `most` (one at least), and no more of them in memory: where an account
    refused us they may be all there are.

    Names are shown, so it is in the log; all is read before others wait for us. Raises `Refused`, `NotFound`.
    """
    ctx.authorize(Action.RECIPIENTS, actor)
    with ctx.read() as session:
        crisis_id = messages.get(session, message_id).crisis_id
        by_email, left = of_message(session, ctx, message_id)
        without = sorted(_without_number(session, ctx, message_id).difference(left))
        tried = (_door(each, (*each.mobiles, *each.emails)) for each in _each(session, ctx, left))
        all_doors = _Passing(chain(tried, (_door(each, ()) for each in _each(session, ctx, without))))
        doors = sorted(all_doors, key=_as_one_walks) if most is None else nsmallest(most, all_doors, key=_as_one_walks)
    with ctx.write() as session:
        audit.append(session, ctx, actor, "register.read", "register", crisis_id, count=all_doors.number, after="")
    return NotReached(
        message_id=message_id,
        by_email=len(by_email),
        without_number=len(without),
        number=all_doors.number,
        doors=tuple(doors),
    )


class _Passing:
    """Doors on their way through, and how many they were."""

    def __init__(self, doors: Iterable[DoorToKnockOn]) -> None:
        self._doors, self.number = doors, 0

    def __iter__(self) -> Iterator[DoorToKnockOn]:
        for door in self._doors:
            self.number += 1
            yield door


def _as_one_walks(door: DoorToKnockOn) -> tuple[object, ...]:
    return (not door.street, ways.house_order(door.street), door.name.casefold())


def _without_number(session: Session, ctx: AppContext, message_id: str) -> set[str]:
    """Entry ids in the zones, the area and the groups that it went to, as they are now: no way reaches them."""
    asked = {bulk.set_id for bulk in _deliveries(session, message_id) if bulk.set_id}
    pages = (page for each in asked for page in choosing.unreached(ctx, sets.get(session, each).audience))
    return {entry_id for page in pages for entry_id in page}


def _each(session: Session, ctx: AppContext, ids: list[str]) -> Iterator[Entry]:
    return (each for page in some(ids) for each in read(session, ctx, page))


def _door(entry: Entry, tried: tuple[str, ...]) -> DoorToKnockOn:
    return DoorToKnockOn(street=entry.street, name=entry.name, ways=tried)


def _second_ways(session: Session, message_id: str) -> list[str]:
    """Message ids that were sent to those whom this one did not reach."""
    made = select(RecipientSetRow.id).where(RecipientSetRow.basis == basis(message_id))
    query = select(MessageRow.id, MessageRow.content)
    known = set(session.exec(made))
    if not known:
        return []
    return [found for found, content in session.exec(query) if (content.get("audience") or {}).get("among") in known]


def basis(message_id: str) -> str:
    """Of the set that a second way goes to: no other is made so."""
    return f"missed {message_id}"


def _deliveries(session: Session, message_id: str) -> list[BulkRow]:
    query = select(BulkRow).join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
    return list(session.exec(query.where(DeliveryRow.message_id == message_id, col(BulkRow.set_id).is_not(None))).all())


def _lost(session: Session, ctx: AppContext, bulk: BulkRow) -> Iterator[str]:
    yield from _entries(session, ctx, bulk, _FAILED | _NEVER if _is_over(bulk) else _FAILED)
    if _is_over(bulk) and bulk.set_id is not None:
        end = bulk.first + bulk.size
        for first in range(bulk.cursor, end, _AT_ONCE):
            page = sets.page(session, ctx.sealed, bulk.set_id, first, min(_AT_ONCE, end - first))
            yield from (member.entry_id for member in page if member.entry_id is not None)


def _is_over(bulk: BulkRow) -> bool:
    """By itself: what a person or a correction has stopped was not to be sent."""
    return bulk.state is BulkState.DONE


def _entries(session: Session, ctx: AppContext, bulk: BulkRow, wanted: frozenset[Fate]) -> Iterator[str]:
    """Entry ids of those who stand so; a batch of members in memory at a time, and none of a batch in which nobody does."""
    query = select(BatchRow.first, BatchRow.fates).where(BatchRow.delivery_id == bulk.delivery_id)
    for first, fates in session.exec(query.order_by(col(BatchRow.first))).all():
        if bulk.set_id is None or not wanted.intersection(fates):
            continue
        for member in sets.page(session, ctx.sealed, bulk.set_id, first, len(fates)):
            if member.entry_id is not None and fates[member.number - first] in wanted:
                yield member.entry_id


def some(ids: list[str]) -> Iterator[list[str]]:
    return paged(ids, _AT_ONCE)


def read(session: Session, ctx: AppContext, ids: list[str]) -> list[Entry]:
    """Those that are still in the register."""
    query = select(RegisterEntryRow).where(col(RegisterEntryRow.id).in_(ids))
    return entries.nouns(session, ctx.sealed, session.exec(query).all())
