"""From an entry of the register to its rows and back: what is sealed, and how it is found again."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, delete, select

from policy.recipients import ways
from schemas.recipients.recipient import Way
from schemas.recipients.register import Entry, EntryForm
from store.db.database import paged
from store.db.sealing import Sealer
from store.db.tables import RegisterEntryRow, RegisterTurnRow, RegisterWayRow

_AT_ONCE = 500
_AS_THEY_ARE = ("kind", "language", "reserved", "purpose", "until")


def tidy(form: EntryForm) -> EntryForm:
    """Each address in its one form, once. Raises `InvalidInput`."""
    return form.model_copy(
        update={
            "mobiles": tuple(dict.fromkeys(ways.mobile(each) for each in form.mobiles)),
            "emails": tuple(dict.fromkeys(ways.email(each) for each in form.emails)),
        }
    )


def rows(sealer: Sealer, entry: Entry) -> tuple[RegisterEntryRow, list[RegisterWayRow]]:
    row, ways_of = columns(sealer, entry)
    return RegisterEntryRow(**row), [RegisterWayRow(**each) for each in ways_of]


def columns(sealer: Sealer, entry: Entry) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What stands in its row and in those of its ways: for many at once, since a row object costs five times as much."""
    inside = json.dumps([entry.name, entry.street, entry.longitude, entry.latitude], ensure_ascii=False)
    row = dict(
        id=entry.id,
        zones=list(entry.zones),
        groups=list(entry.groups),
        source=entry.source,
        list_id=entry.list_id,
        added_at=entry.added_at,
        added_by=entry.added_by,
        house=house(sealer, entry.street),
        sealed=sealer.seal(inside, entry.id),
        **{name: getattr(entry, name) for name in _AS_THEY_ARE},
    )
    return row, [
        {"way": way, "mark": sealer.mark(address), "entry_id": entry.id, "sealed": sealer.seal(address, entry.id)}
        for way, addresses in ((Way.SMS, entry.mobiles), (Way.EMAIL, entry.emails))
        for address in addresses
    ]


def marked(mark: str) -> ColumnElement[bool]:
    """Whoever has this address, of whatever kind. Asked as the key is, so that not every way is gone through."""
    return and_(col(RegisterWayRow.way).in_(tuple(Way)), col(RegisterWayRow.mark) == mark)


def house(sealer: Sealer, street: str) -> str | None:
    return sealer.mark(ways.street(street)) if street.strip() else None


def nouns(session: Session, sealer: Sealer, found: Sequence[RegisterEntryRow]) -> list[Entry]:
    """With the ways of all of them in one question."""
    known: dict[str, dict[Way, list[str]]] = {row.id: {Way.SMS: [], Way.EMAIL: []} for row in found}
    dead: dict[str, list[str]] = {row.id: [] for row in found}
    query = select(RegisterWayRow).where(col(RegisterWayRow.entry_id).in_(known))
    for way in session.exec(query.order_by(col(RegisterWayRow.mark))):
        address = sealer.unseal(way.sealed, way.entry_id)
        known[way.entry_id][way.way].append(address)
        if way.dead_at is not None:
            dead[way.entry_id].append(address)
    return [_noun(sealer, row, known[row.id], dead[row.id]) for row in found]


def _noun(sealer: Sealer, row: RegisterEntryRow, addresses: dict[Way, list[str]], dead: list[str]) -> Entry:
    name, street, longitude, latitude = json.loads(sealer.unseal(row.sealed, row.id))
    return Entry(
        id=row.id,
        name=name,
        street=street,
        longitude=longitude,
        latitude=latitude,
        mobiles=tuple(addresses[Way.SMS]),
        emails=tuple(addresses[Way.EMAIL]),
        zones=tuple(row.zones),
        groups=tuple(row.groups),
        source=row.source,
        list_id=row.list_id,
        added_at=row.added_at,
        added_by=row.added_by,
        dead=tuple(dead),
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
    )


Heard = tuple[datetime | None, int, datetime | None]
"""Of one way: dead since, failed in a row, failing since."""


def heard(session: Session, entry_id: str) -> dict[str, Heard]:
    """What reports have said of its ways, by mark."""
    query = select(RegisterWayRow).where(RegisterWayRow.entry_id == entry_id)
    return {row.mark: (row.dead_at, row.failed_in_row, row.failing_since) for row in session.exec(query)}


def hear_again(session: Session, entry_id: str, known: Mapping[str, Heard]) -> None:
    """A name that is put right makes no dead address alive."""
    session.flush()
    for row in session.exec(select(RegisterWayRow).where(RegisterWayRow.entry_id == entry_id)):
        if row.mark in known:
            row.dead_at, row.failed_in_row, row.failing_since = known[row.mark]


def hear_of(session: Session, new: Sequence[dict[str, Any]]) -> None:
    """What reports have said of these addresses goes along into rows that are to be written: a newer list makes none alive."""
    for page in paged(new, _AT_ONCE):
        some: dict[str, list[dict[str, Any]]] = {}
        for way in page:
            some.setdefault(way["mark"], []).append(way)
        query = select(RegisterWayRow).where(
            col(RegisterWayRow.way).in_(tuple(Way)), col(RegisterWayRow.mark).in_(some)
        )
        for row in session.exec(query.where(col(RegisterWayRow.failed_in_row) > 0)):
            for way in some[row.mark]:
                way |= {
                    "dead_at": row.dead_at,
                    "failed_in_row": row.failed_in_row,
                    "failing_since": row.failing_since,
                }


def remove(session: Session, ids: Sequence[str]) -> None:
    session.exec(delete(RegisterWayRow).where(col(RegisterWayRow.entry_id).in_(ids)))
    session.exec(delete(RegisterEntryRow).where(col(RegisterEntryRow.id).in_(ids)))


def turned(session: Session) -> None:
    """The register has changed: whoever counted on it looks again."""
    row = session.get(RegisterTurnRow, 1) or RegisterTurnRow(id=1, turn=0)
    row.turn += 1
    session.add(row)
