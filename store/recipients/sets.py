"""Frozen sets: written down in pages, each in a transaction of its own, and read in pages; never whole in memory."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import exists, func, insert, select, update
from sqlmodel import Session, SQLModel

from schemas.crises.zone import Geometry
from schemas.errors import NotFound
from schemas.recipients.recipient import Counts, Member, Readers, Recipient, RecipientSet, Way
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.database import count_anew, paged
from store.db.sealing import Sealer
from store.db.tables import RecipientSetMemberRow, RecipientSetRow
from store.evidence import audit

_MEMBER = SQLModel.metadata.tables["recipient_set_member"].c
_AREA: TypeAdapter[Geometry] = TypeAdapter(Geometry)
AT_ONCE = 2_000
"""Members that are written in one transaction: others wait some hundredths of a second."""
_EMPTIED = "emptied"
"""No audience comes to this basis."""


class Tally:
    """Counts and hashes members in their order. Raises `ValueError` for an SMS after an e-mail."""

    def __init__(self) -> None:
        self._whole, self.sms, self.email = sha256(), 0, 0
        self._languages: Counter[tuple[str, Way]] = Counter()

    def add(self, number: int, way: Way, mark: str, language: str, zone: str | None) -> None:
        if way is Way.SMS and self.email:
            raise ValueError("every SMS comes before the first e-mail")
        self.sms, self.email = self.sms + (way is Way.SMS), self.email + (way is Way.EMAIL)
        self._languages[language, way] += 1
        self._whole.update(f"{number}\t{way}\t{mark}\t{language}\t{zone}\n".encode())

    @property
    def hash(self) -> str:
        return self._whole.hexdigest()

    @property
    def readers(self) -> tuple[Readers, ...]:
        of = self._languages
        return tuple(
            Readers(language=language, sms=of[language, Way.SMS], email=of[language, Way.EMAIL])
            for language in sorted({language for language, _ in of})
        )


def freeze(
    ctx: AppContext,
    actor: str,
    recipients: Iterable[Recipient],
    *,
    groups: Sequence[str] = (),
    zones: Sequence[str] = (),
    area: Geometry | None = None,
    among: str | None = None,
    without_number: int = 0,
    reserved: int = 0,
    without_place: int = 0,
    basis: str = "",
    turn: int = 0,
) -> RecipientSet:
    """`recipients` in the order they are numbered, every SMS before the first e-mail; raises `ValueError` for another order.

    Nobody finds the set before its last page is written. One that was never finished is told of nowhere.
    """
    row = RecipientSetRow(
        id=new_id("s"),
        made_at=ctx.clock(),
        made_by=actor,
        groups=list(groups),
        zones=list(zones),
        area=area.model_dump(mode="json") if area else None,
        among=among,
        sms=0,
        email=0,
        without_number=without_number,
        reserved=reserved,
        without_place=without_place,
        basis=basis,
        turn=turn,
    )
    set_id = row.id
    with ctx.write() as session:
        session.add(row)
    tally = _write(ctx, set_id, recipients)
    with ctx.write() as session:
        made = session.get_one(RecipientSetRow, set_id)
        made.sms, made.email, made.hash = tally.sms, tally.email, tally.hash
        made.readers = [each.model_dump() for each in tally.readers]
        count_anew(session, RecipientSetMemberRow)
        audit.append(session, ctx, actor, "recipients.frozen", set_id, **_told(made))
        session.flush()
        return noun(made)


def _write(ctx: AppContext, set_id: str, recipients: Iterable[Recipient]) -> Tally:
    tally, number = Tally(), 0
    for page in paged(recipients, AT_ONCE):
        rows = [_row(ctx.sealed, set_id, number + n, recipient) for n, recipient in enumerate(page)]
        for row in rows:
            tally.add(row["number"], row["way"], row["mark"], row["language"], row["zone"])
        with ctx.write() as session:
            session.connection().execute(insert(RecipientSetMemberRow), rows)
        number += len(page)
    return tally


def measure(sealer: Sealer, recipients: Iterable[Recipient]) -> Tally:
    """What a set of them would be, without writing one."""
    tally = Tally()
    for number, each in enumerate(recipients):
        tally.add(number, each.way, sealer.mark(each.address), each.language, each.zone)
    return tally


def get(session: Session, set_id: str) -> RecipientSet:
    """Raises `NotFound`, also for one that is still being written down."""
    row = session.get(RecipientSetRow, set_id)
    if row is None or not row.hash:
        raise NotFound(say("There is no set of recipients {id}.", id=set_id))
    return noun(row)


def page(session: Session, sealer: Sealer, set_id: str, first: int, count: int) -> list[Member]:
    """Those of the numbers `first` to `first + count - 1`, in their order, without those who were erased since."""
    query = select(_MEMBER.number, _MEMBER.way, _MEMBER.language, _MEMBER.zone, _MEMBER.sealed).where(
        _MEMBER.set_id == set_id,
        _MEMBER.number.between(first, first + count - 1),
        _MEMBER.sealed.is_not(None),
    )
    rows = session.connection().execute(query.order_by(_MEMBER.number))
    return [_member(sealer, set_id, *row) for row in rows]


def stream(ctx: AppContext, set_id: str, numbers: range, at_once: int = AT_ONCE) -> Iterator[Member]:
    """All of these numbers (`Counts.numbers`), `at_once` in memory at a time, each page a read of its own."""
    for first in range(numbers.start, numbers.stop, at_once):
        with ctx.read() as session:
            found = page(session, ctx.sealed, set_id, first, min(at_once, numbers.stop - first))
        yield from found


def empty(ctx: AppContext, set_id: str) -> None:
    """Addresses and names go, a page in a transaction; the marks stay, which the hash that was approved is made of.

    First of all its `basis`: from now on no draft takes it for who is concerned, though the register be as it was.
    """
    with ctx.write() as session:
        row = session.get_one(RecipientSetRow, set_id)
        row.basis = row.basis and _EMPTIED
        last = session.connection().execute(select(func.max(_MEMBER.number)).where(_MEMBER.set_id == set_id)).scalar()
    for first in range(0, -1 if last is None else last + 1, AT_ONCE):
        here = _MEMBER.number.between(first, first + AT_ONCE - 1)
        query = update(RecipientSetMemberRow).where(_MEMBER.set_id == set_id, here)
        with ctx.write() as session:
            session.connection().execute(query.values(sealed=None))
    with ctx.write() as session:
        session.get_one(RecipientSetRow, set_id).emptied_at = ctx.clock()
        audit.append(session, ctx, audit.SYSTEM, "recipients.emptied", set_id)


class Difference(NamedTuple):
    """Ways that are in the one set and not in the other."""

    came: int
    went: int


def difference(ctx: AppContext, before: str, now: str) -> Difference:
    with ctx.read() as session:
        return Difference(_only_in(session, now, before), _only_in(session, before, now))


def _only_in(session: Session, one: str, other: str) -> int:
    theirs = SQLModel.metadata.tables["recipient_set_member"].alias()
    query = select(func.count()).select_from(RecipientSetMemberRow).where(_MEMBER.set_id == one)
    missing = ~exists().where(theirs.c.mark == _MEMBER.mark, theirs.c.set_id == other)
    return int(session.connection().execute(query.where(missing)).scalar_one())


def still_whole(ctx: AppContext, set_id: str) -> bool:
    """The rows still make the hash that was approved; whoever was erased since is counted as before."""
    tally = Tally()
    query = select(_MEMBER.number, _MEMBER.way, _MEMBER.mark, _MEMBER.language, _MEMBER.zone)
    query = query.where(_MEMBER.set_id == set_id).order_by(_MEMBER.number)
    with ctx.read() as session:
        for row in session.connection().execute(query.execution_options(yield_per=AT_ONCE)):
            tally.add(*row)
        return tally.hash == get(session, set_id).hash


def _row(sealer: Sealer, set_id: str, number: int, recipient: Recipient) -> dict[str, Any]:
    inside = json.dumps([recipient.address, recipient.name, recipient.entry_id], ensure_ascii=False)
    return {
        "set_id": set_id,
        "number": number,
        "way": recipient.way,
        "language": recipient.language,
        "zone": recipient.zone,
        "mark": sealer.mark(recipient.address),
        "sealed": sealer.seal(inside, _place(set_id, number)),
    }


def _place(set_id: str, number: int) -> str:
    return f"{set_id}:{number}"


def _told(row: RecipientSetRow) -> dict[str, Any]:
    return {
        "hash": row.hash,
        "groups": row.groups,
        "zones": row.zones,
        "sms": row.sms,
        "email": row.email,
        "without_number": row.without_number,
        "reserved": row.reserved,
        "without_place": row.without_place or 0,
    }


def _member(
    sealer: Sealer, set_id: str, number: int, way: Way, language: str, zone: str | None, sealed: bytes | None
) -> Member:
    """Made without being looked at again: it was when the set was frozen, and there are many."""
    address, name, entry_id = json.loads(sealer.unseal(sealed or b"", _place(set_id, number)))
    return Member.model_construct(
        number=number, way=way, address=address, language=language, name=name, zone=zone, entry_id=entry_id
    )


def noun(row: RecipientSetRow) -> RecipientSet:
    return RecipientSet(
        id=row.id,
        made_at=row.made_at,
        made_by=row.made_by,
        groups=tuple(row.groups),
        zones=tuple(row.zones),
        area=_AREA.validate_python(row.area) if row.area else None,
        everyone=bool(row.basis) and not (row.groups or row.zones or row.area or row.among),
        among=row.among,
        counts=Counts(
            sms=row.sms,
            email=row.email,
            without_number=row.without_number,
            reserved=row.reserved,
            without_place=row.without_place or 0,
            readers=tuple(Readers(**each) for each in row.readers or ()),
        ),
        hash=row.hash,
    )
