"""The staff confirms that the call has reached them."""

from policy.crises.crisis import may_confirm_call
from schemas.crises.staff_member import StaffMember
from schemas.evidence.audit import AuditEvent
from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import find
from store.evidence import audit


def confirm(ctx: AppContext, actor: str, crisis_id: str) -> list[StaffMember]:
    """A second time changes nothing. Raises `Refused` for others than the staff, or once it is over."""
    crisis = find.show(ctx, crisis_id)
    ctx.ask(lambda person: may_confirm_call(ctx.municipality, person, crisis), actor)
    if not _confirmed(ctx, crisis_id).get(actor):
        with ctx.write() as session:
            audit.append(session, ctx, actor, "staff.confirmed", actor, crisis_id)
    return listing(ctx, crisis_id)


def listing(ctx: AppContext, crisis_id: str) -> list[StaffMember]:
    """In the order of the municipality file."""
    confirmed = _confirmed(ctx, crisis_id)
    people = (ctx.municipality.person(name) for name in ctx.municipality.staff)
    return [
        StaffMember(person_id=p.id, name=p.name, confirmed_at=event.at if (event := confirmed.get(p.id)) else None)
        for p in people
        if p and p.active
    ]


def missing(ctx: AppContext, crisis_id: str) -> list[str]:
    """Person ids; none once the staff is stood down."""
    if find.show(ctx, crisis_id).status is not CrisisStatus.ESTABLISHED:
        return []
    return [member.person_id for member in listing(ctx, crisis_id) if member.confirmed_at is None]


def _confirmed(ctx: AppContext, crisis_id: str) -> dict[str, AuditEvent]:
    """Person id to the first confirmation."""
    found: dict[str, AuditEvent] = {}
    for event in audit.events(ctx, crisis_id, "staff.confirmed"):
        found.setdefault(event.subject, event)
    return found
