"""From whom a message concerns to a frozen set of them, and whether that still is who it concerns."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from policy.access import Action
from schemas.crises.zone import by_layer
from schemas.recipients.recipient import Audience, Counts, RecipientSet
from schemas.recipients.register import ZoneCount
from store.context import AppContext
from store.db.tables import RecipientSetRow
from store.recipients import choosing, register, sets


class Measured(NamedTuple):
    """What a set would be if it was frozen now, as the register stood at `turn`."""

    turn: int
    hash: str
    counts: Counts


def count(ctx: AppContext, actor: str, audience: Audience) -> Counts:
    """Without a name, so not in the log. Raises `Refused`, `InvalidInput`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    return measured(ctx, audience).counts


def zones(ctx: AppContext, actor: str) -> list[ZoneCount]:
    """Every zone there is, layer by layer. Without a name, so not in the log. Raises `Refused`."""
    ctx.authorize(Action.RECIPIENTS, actor)
    counted = choosing.by_zone(ctx)
    layers = by_layer(ctx.municipality.zones).values()
    return [
        ZoneCount(id=zone.id, name=zone.name, layer=zone.layer, entries=counted[zone.id])
        for some in layers
        for zone in some
    ]


def measured(ctx: AppContext, audience: Audience) -> Measured:
    turn = _turn(ctx)
    tally = sets.measure(ctx.sealed, choosing.choose(ctx, audience))
    left = choosing.left(ctx, audience)
    counts = Counts(
        sms=tally.sms,
        email=tally.email,
        without_number=left.without_number,
        reserved=left.reserved,
        without_place=left.without_place,
        readers=tally.readers,
    )
    return Measured(turn, tally.hash, counts)


def frozen(ctx: AppContext, actor: str, audience: Audience) -> RecipientSet:
    """The set of who it concerns now; one that was frozen from the same register and the same zones is that set already."""
    choosing.require_some(ctx, audience)
    turn, basis = _turn(ctx), choosing.basis(ctx, audience)
    with ctx.read() as session:
        known = _known(session, basis, turn)
    if known is not None:
        return known
    left = choosing.left(ctx, audience)
    return sets.freeze(
        ctx,
        actor,
        choosing.choose(ctx, audience),
        groups=audience.groups,
        zones=audience.zones,
        area=audience.area,
        among=audience.among,
        without_number=left.without_number,
        reserved=left.reserved,
        without_place=left.without_place,
        basis=basis,
        turn=turn,
    )


def standing(session: Session, ctx: AppContext, audience: Audience) -> RecipientSet | None:
    """The set of who it concerns now, where one has been frozen; one look, however many they are."""
    return _known(session, choosing.basis(ctx, audience), register.turn(session))


def still(ctx: AppContext, found: RecipientSet) -> Measured | None:
    """None where it still is who it concerns, though the register has changed; that is remembered. Else what it would be."""
    with ctx.read() as session:
        if rests_on(session, ctx, found):
            return None
    now = measured(ctx, found.audience)
    with ctx.write() as session:
        row = session.get_one(RecipientSetRow, found.id)
        if (
            now.hash != row.hash
            or _of_members(now.counts) != _of_members(found.counts)
            or row.basis != choosing.basis(ctx, found.audience)
        ):
            return now
        row.turn = now.turn
    return None


def rests_on(session: Session, ctx: AppContext, found: RecipientSet) -> bool:
    """Nothing that decided who is in it has changed since: one look, however many they are."""
    row = session.get_one(RecipientSetRow, found.id)
    return row.turn == register.turn(session) and row.basis == choosing.basis(ctx, found.audience)


def _of_members(counts: Counts) -> Counts:
    """Who has no place is no part of the set: one more who signs up without one asks nobody for a new look."""
    return counts.model_copy(update={"without_place": 0})


def _known(session: Session, basis: str, turn: int) -> RecipientSet | None:
    query = select(RecipientSetRow).where(
        RecipientSetRow.basis == basis, RecipientSetRow.turn == turn, RecipientSetRow.hash != ""
    )
    row = session.exec(query.order_by(col(RecipientSetRow.made_at)).limit(1)).first()
    return sets.noun(row) if row else None


def _turn(ctx: AppContext) -> int:
    with ctx.read() as session:
        return register.turn(session)
