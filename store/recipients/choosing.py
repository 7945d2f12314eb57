"""Whom a message concerns: from zones and groups to those in the register. Streamed: a page of ways in memory, never all of them."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, String, and_, cast, exists, or_, select
from sqlmodel import Session, SQLModel

from policy.evidence.hashing import digest
from schemas.crises.zone import Zone, by_layer
from schemas.errors import InvalidInput
from schemas.recipients.recipient import Audience, Recipient, Way
from schemas.recipients.register import Entry
from schemas.sentence import say
from store.context import AppContext
from store.db.tables import RegisterEntryRow, RegisterWayRow
from store.recipients import register

AT_ONCE = 2_000
DRAWN = "*"
"""The zone of who is in the area that was drawn for this message alone."""
_ENTRY = SQLModel.metadata.tables["register_entry"].c
_WAY = SQLModel.metadata.tables["register_way"].c
_KEPT = (_ENTRY.id, _ENTRY.zones, _ENTRY.groups, _ENTRY.language, _ENTRY.sealed.label("inside"))


class _Kept(NamedTuple):
    """What is asked about an entry, before anything is opened but its place."""

    id: str
    zones: list[str]
    groups: list[str]
    inside: bytes


class Left(NamedTuple):
    """Whom it concerns and who is not reached: addresses without a way, and entries that want no warnings (`register.silenced`, too).

    `without_place`: whom no area can find, where one was asked for; whether it concerns them, nobody knows.
    """

    without_number: int = 0
    reserved: int = 0
    without_place: int = 0


def require_some(ctx: AppContext, audience: Audience) -> None:
    """Raises `InvalidInput` for nobody at all, and for a zone or group that is not there."""
    narrowed = bool(audience.zones or audience.groups or audience.area)
    if (audience.everyone or audience.among) and narrowed:
        raise InvalidInput(say("Either the whole register, or zones, groups and an area."))
    if not (narrowed or audience.everyone or audience.among):
        raise InvalidInput(say("Name at least one zone or one target group, or draw an area."))
    known = {"zone": [z.id for z in ctx.municipality.zones], "group": [g.id for g in ctx.municipality.target_groups]}
    for name in audience.zones:
        if name not in known["zone"]:
            ids = _by_layer(ctx.municipality.zones) or "—"
            raise InvalidInput(say("There is no zone “{id}”. There are: {ids}.", id=name, ids=ids))
    for name in audience.groups:
        if name not in known["group"]:
            ids = ", ".join(known["group"]) or "—"
            raise InvalidInput(say("There is no target group “{id}”. There are: {ids}.", id=name, ids=ids))


def _by_layer(zones: Sequence[Zone]) -> str:
    """“hell, lanke; Vannsoner: vann-hell, vann-skatval”."""
    ids = {layer: ", ".join(zone.id for zone in some) for layer, some in by_layer(zones).items()}
    return "; ".join(f"{layer}: {some}" if layer else some for layer, some in ids.items())


def areas(ctx: AppContext, audience: Audience) -> list[Zone]:
    """In the order asked for, the drawn one last. Raises `InvalidInput` for one that crosses itself (`AreaIndex`)."""
    by_id = {zone.id: zone for zone in ctx.municipality.zones}
    found = [by_id[name] for name in audience.zones if name in by_id]
    if audience.area:
        found.append(Zone.model_construct(id=DRAWN, name=DRAWN, geometry=audience.area))
    return found


def basis(ctx: AppContext, audience: Audience) -> str:
    """Of everything but the register that decides who is in it: groups, and the zones as they are drawn now."""
    drawn = [zone.model_dump(mode="json", exclude={"layer"}) for zone in areas(ctx, audience)]
    among = [audience.among] if audience.among else []
    return digest([list(audience.zones), sorted(audience.groups), drawn, *among])


def choose(ctx: AppContext, audience: Audience) -> Iterator[Recipient]:
    """Every SMS, then every e-mail, each address once, in an order that says nothing of them."""
    asked = _Asked(ctx, audience)
    for way in Way:
        yield from _once(asked.page(way))


def left(ctx: AppContext, audience: Audience) -> Left:
    if audience.among:
        return Left()
    asked = _Asked(ctx, audience)
    without = sum(asked.concerned(_nobody_reaches()))
    reserved = {entry_id for page in asked.whom(_ENTRY.reserved.is_(True)) for entry_id in page}
    silent = register.silenced(ctx, asked.whom, reserved)
    return Left(without, len(reserved) + silent, sum(asked.nowhere()) if audience.zones or audience.area else 0)


def by_zone(ctx: AppContext) -> Counter[str]:
    """By the id of each zone how many entries are in it, by their point or by name: one look at the register for all zones."""
    asked = _Asked(ctx, Audience(everyone=True))
    return asked.in_each(ctx.municipality.zones)


def unreached(ctx: AppContext, audience: Audience) -> Iterator[list[str]]:
    """Ids of the entries whom it concerns now and whom no way reaches, a page at a time; what is gone finds nobody."""
    town = ctx.municipality
    zones = tuple(zone.id for zone in town.zones if zone.id in audience.zones)
    groups = tuple(group.id for group in town.target_groups if group.id in audience.groups)
    gone = (audience.groups and not groups) or (audience.zones and not zones and not audience.area)
    if not gone and (audience.everyone or zones or groups or audience.area):
        asked = _Asked(ctx, audience.model_copy(update={"zones": zones, "groups": groups}))
        yield from asked.whom(_nobody_reaches())


def concerns(ctx: AppContext, audience: Audience, entry: Entry) -> str | None:
    """The zone (or “” where only groups were asked) by which it concerns this entry; None where it does not."""
    point = (entry.longitude, entry.latitude) if entry.longitude is not None else (None, None)
    inside = ctx.sealed.seal(json.dumps([entry.name, entry.street, *point]), entry.id)
    kept = _Kept(entry.id, list(entry.zones), list(entry.groups), inside)
    return _Asked(ctx, audience).zones([kept])[0]


class _Asked:
    def __init__(self, ctx: AppContext, audience: Audience) -> None:
        require_some(ctx, audience)
        self._ctx, self._now = ctx, ctx.clock()
        self._zones, self._groups = audience.zones, frozenset(audience.groups)
        from policy.recipients import places  # noqa: PLC0415  # shapely and numpy: a worker that sends to those frozen in a set asks for no place

        self._places = places.AreaIndex(areas(ctx, audience))
        self._among = audience.among

    def zones(self, entries: Sequence[_Kept]) -> list[str | None]:
        """By which zone each is concerned; "" where no place was asked for, None for nobody of ours."""
        found: list[str | None] = [self._by_name(entry) for entry in entries]
        open_ = [n for n, entry in enumerate(entries) if found[n] is None and self._places and self._of_a_group(entry)]
        points = {n: point for n in open_ if (point := self._point(entries[n]))}
        for n, zone in zip(points, self._places.zones_of(list(points.values())), strict=True):
            found[n] = zone
        return found

    def page(self, way: Way) -> Iterator[list[tuple[str, Recipient]]]:
        """(mark, recipient), by mark."""
        behind: ColumnElement[bool] = _WAY.mark > ""
        query = select(_WAY.mark, _WAY.entry_id, _WAY.sealed, *_KEPT).join_from(
            RegisterWayRow, RegisterEntryRow, _WAY.entry_id == _ENTRY.id
        )
        query = query.where(_WAY.way == way, _WAY.dead_at.is_(None), self._alive())
        if self._among:
            query = query.where(_is_in(self._among))
        while True:
            some = query.where(behind).order_by(_WAY.mark, _WAY.entry_id).limit(AT_ONCE)
            with self._ctx.read() as session:
                rows = session.connection().execute(some).all()
                if not rows:
                    return
                none = _who_want_none(session, way, rows[0].mark, rows[-1].mark)
            last, rows = rows[-1], [row for row in rows if row.mark not in none]
            zones = self.zones([_Kept(row.id, row.zones, row.groups, row.inside) for row in rows])
            yield [
                (row.mark, self._recipient(way, row, zone))
                for row, zone in zip(rows, zones, strict=True)
                if zone is not None
            ]
            behind = or_(_WAY.mark > last.mark, and_(_WAY.mark == last.mark, _WAY.entry_id > last.entry_id))

    def concerned(self, which: ColumnElement[bool]) -> Iterator[int]:
        """Of the entries that are `which`, how many of each page it concerns."""
        return map(len, self.whom(which))

    def whom(self, which: ColumnElement[bool]) -> Iterator[list[str]]:
        """Their ids."""
        for entries in self._pages(which):
            zones = self.zones(entries)
            yield [entry.id for entry, zone in zip(entries, zones, strict=True) if zone is not None]

    def nowhere(self) -> Iterator[int]:
        """How many of each page have neither a point nor a zone; those who want no warnings are not missed."""
        unplaced = and_(_ENTRY.reserved.is_(False), cast(_ENTRY.zones, String) == "[]")
        for entries in self._pages(unplaced):
            yield sum(self._of_a_group(entry) and self._point(entry) is None for entry in entries)

    def in_each(self, zones: Sequence[Zone]) -> Counter[str]:
        """Those who want no warnings are in none."""
        from policy.recipients import places  # noqa: PLC0415  # shapely and numpy, as for a set

        index, found = places.AreaIndex(zones), Counter[str]()
        for entries in self._pages(_ENTRY.reserved.is_(False)):
            points = {n: point for n, entry in enumerate(entries) if (point := self._point(entry))}
            drawn = dict(zip(points, index.every_zone_of(list(points.values())), strict=True))
            for n, entry in enumerate(entries):
                found.update(drawn.get(n, set()).union(entry.zones))
        return found

    def _pages(self, which: ColumnElement[bool]) -> Iterator[list[_Kept]]:
        after = ""
        while True:
            query = select(*_KEPT).where(which, self._alive(), _ENTRY.id > after).order_by(_ENTRY.id).limit(AT_ONCE)
            with self._ctx.read() as session:
                rows = session.connection().execute(query).all()
            if not rows:
                return
            yield [_Kept(row.id, row.zones, row.groups, row.inside) for row in rows]
            after = rows[-1].id

    def _alive(self) -> ColumnElement[bool]:
        return or_(_ENTRY.until.is_(None), _ENTRY.until > self._now)

    def _of_a_group(self, entry: _Kept) -> bool:
        return not self._groups or not self._groups.isdisjoint(entry.groups)

    def _by_name(self, entry: _Kept) -> str | None:
        if not self._of_a_group(entry):
            return None
        return next((zone for zone in self._zones if zone in entry.zones), None if self._places else "")

    def _point(self, entry: _Kept) -> tuple[float, float] | None:
        _, _, longitude, latitude = json.loads(self._ctx.sealed.unseal(entry.inside, entry.id))
        return None if longitude is None else (longitude, latitude)

    def _recipient(self, way: Way, row: Row[Any], zone: str) -> Recipient:
        name = json.loads(self._ctx.sealed.unseal(row.inside, row.id))[0]
        return Recipient.model_construct(
            way=way,
            address=self._ctx.sealed.unseal(row.sealed, row.entry_id),
            language=row.language,
            name=name,
            zone=zone or None,
            entry_id=row.entry_id,
        )


def _once(pages: Iterator[list[tuple[str, Recipient]]]) -> Iterator[Recipient]:
    """They come by mark, so the same address is beside itself."""
    before = ""
    for page in pages:
        for mark, recipient in page:
            if mark != before:
                yield recipient
            before = mark


def _who_want_none(session: Session, way: Way, first: str, last: str) -> set[str]:
    """Of these marks those: a number that anybody has reserved is reserved, whatever list it is on too.

    Asked for a page at a time, since all of them would be looked for again for each page of 250,000; and without a join: a PostgreSQL
    that has not counted a new list yet looks through all the others for each of its rows.
    """
    within = select(_WAY.mark, _WAY.entry_id).where(_WAY.way == way, _WAY.mark.between(first, last))
    pairs = session.connection().execute(within).all()
    found = select(_ENTRY.id).where(_ENTRY.id.in_([row.entry_id for row in pairs]), _ENTRY.reserved.is_(True))
    reserved = set(session.connection().scalars(found))
    return {row.mark for row in pairs if row.entry_id in reserved}


def _is_in(set_id: str) -> ColumnElement[bool]:
    member = SQLModel.metadata.tables["recipient_set_member"].c
    return exists().where(member.set_id == set_id, member.mark == _WAY.mark, member.way == _WAY.way)


def _nobody_reaches() -> ColumnElement[bool]:
    reached = exists().where(_WAY.entry_id == _ENTRY.id, _WAY.dead_at.is_(None))
    return and_(_ENTRY.reserved.is_(False), ~reached)
