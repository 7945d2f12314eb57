"""Why somebody is in a frozen set, or is not: from the set, the register and the log, in sentences."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from policy.access import Action
from policy.recipients import ways
from schemas.language import Language
from schemas.recipients.recipient import RecipientSet
from schemas.recipients.register import Entry
from schemas.sentence import Sentence, say
from store.context import AppContext
from store.db.tables import AuditRow, RecipientSetMemberRow, RegisterWayRow
from store.evidence import audit
from store.recipients import choosing, register, sets

_CHANGED = "register.changed", "register.changed_by_themselves"


def why(ctx: AppContext, actor: str, written: str, set_id: str) -> list[Sentence]:
    """Raises `Refused`, `InvalidInput`, `NotFound`. That somebody asked is in the log."""
    ctx.authorize(Action.RECIPIENTS, actor)
    mark = ctx.sealed.mark(ways.any_way(written))
    with ctx.write() as session:
        whole = sets.get(session, set_id)
        entries = register.by_mark(session, ctx, mark)
        audit.append(session, ctx, actor, "register.looked_up", set_id, entries=[entry.id for entry in entries])
        member = _member(session, set_id, mark)
        if member is not None:
            return list(_got(ctx, whole, member))
        return list(_did_not(session, ctx, whole, mark, entries))


def _member(session: Session, set_id: str, mark: str) -> RecipientSetMemberRow | None:
    return session.exec(
        select(RecipientSetMemberRow).where(RecipientSetMemberRow.set_id == set_id, RecipientSetMemberRow.mark == mark)
    ).first()


def _got(ctx: AppContext, whole: RecipientSet, member: RecipientSetMemberRow) -> Iterator[Sentence]:
    yield say(
        "In the set {id} as number {number}, frozen {at}.", id=whole.id, number=member.number + 1, at=whole.made_at
    )
    yield _because(ctx, whole, member.zone)
    yield say("Reads {language} best.", language=Language(member.language))
    if member.sealed is None:
        yield say("Erased since: nothing more is sent there.")


def _because(ctx: AppContext, whole: RecipientSet, zone: str | None) -> Sentence:
    if zone == choosing.DRAWN:
        return say("The address is inside the area that was drawn.")
    if zone:
        name = next((each.name for each in ctx.municipality.zones if each.id == zone), zone)
        return say("The address is in the zone {zone}.", zone=name)
    if whole.among:
        return say("Another message did not reach them, and this is the second way.")
    if whole.everyone:
        return say("The whole register was chosen.")
    if whole.is_own_list:
        return say("The address is on the account's own list.")
    return say("In one of the groups: {groups}.", groups=", ".join(whole.groups))


def _did_not(
    session: Session, ctx: AppContext, whole: RecipientSet, mark: str, entries: list[Entry]
) -> Iterator[Sentence]:
    yield say("Not in the set {id}, frozen {at}.", id=whole.id, at=whole.made_at)
    if whole.is_own_list:
        yield say("The address is not on the account's own list, and the register was not asked.")
        return
    if not entries:
        yield say("The register has nobody with this address. Who was erased, or whose day had come, is not kept.")
    reserved = [entry for entry in entries if entry.reserved and entry.added_at <= whole.made_at]
    for entry in reserved or entries:
        yield from _about(session, ctx, whole, mark, entry)


def _about(session: Session, ctx: AppContext, whole: RecipientSet, mark: str, entry: Entry) -> Iterator[Sentence]:
    if entry.added_at > whole.made_at:
        yield say("{id} came into the register {at}, after the set was frozen.", id=entry.id, at=entry.added_at)
        return
    if _changed_since(session, whole, entry):
        yield say("{id} was changed after the set was frozen; what follows is how it is now.", id=entry.id)
    if entry.reserved:
        yield say("{id} has asked for no warnings.", id=entry.id)
    elif _is_dead(session, entry, mark):
        yield say("Messages to this address have failed for good; {id} needs another.", id=entry.id)
    elif whole.groups and not set(whole.groups) & set(entry.groups):
        yield say("{id} is in none of the groups {groups}.", id=entry.id, groups=", ".join(whole.groups))
    elif (whole.zones or whole.area) and entry.longitude is None and not entry.zones:
        yield say("{id} has neither a point nor a zone, so no area can find it.", id=entry.id)
    elif choosing.concerns(ctx, whole.audience, entry) is None:
        yield say("{id} lives outside the zones that were chosen.", id=entry.id)
    elif whole.among:
        yield say("{id} was not among those whom the other message did not reach.", id=entry.id)
    else:
        yield say("{id} is inside now: its place, its ways or the zones have changed since.", id=entry.id)


def _changed_since(session: Session, whole: RecipientSet, entry: Entry) -> bool:
    query = select(AuditRow.seq).where(AuditRow.subject == entry.id, col(AuditRow.action).in_(_CHANGED))
    return session.exec(query.where(col(AuditRow.at) > whole.made_at).limit(1)).first() is not None


def _is_dead(session: Session, entry: Entry, mark: str) -> bool:
    query = select(RegisterWayRow.dead_at).where(RegisterWayRow.entry_id == entry.id, RegisterWayRow.mark == mark)
    return session.exec(query.where(col(RegisterWayRow.dead_at).is_not(None))).first() is not None
