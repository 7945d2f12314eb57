"""The staff confirms that the call has reached them."""

from policy.crisis import may_confirm_call
from schemas.audit import AuditEvent
from schemas.staff_member import StaffMember
from schemas.states import CrisisStatus
from store.context import House
from store.crises import find
from store.evidence import audit


def confirm(house: House, actor: str, crisis_id: str) -> list[StaffMember]:
    """A second time changes nothing. Raises `Refused` for others than the staff, or once it is over."""
    crisis = find.show(house, crisis_id)
    house.decide(lambda person: may_confirm_call(house.municipality, person, crisis), actor)
    if not _confirmed(house, crisis_id).get(actor):
        with house.write() as session:
            audit.append(session, house, actor, "staff.confirmed", actor, crisis_id)
    return listing(house, crisis_id)


def listing(house: House, crisis_id: str) -> list[StaffMember]:
    """In the order of the municipality file."""
    confirmed = _confirmed(house, crisis_id)
    people = (house.municipality.person(name) for name in house.municipality.staff)
    return [
        StaffMember(person_id=p.id, name=p.name, confirmed_at=event.at if (event := confirmed.get(p.id)) else None)
        for p in people if p and p.active
    ]  # fmt: skip


def missing(house: House, crisis_id: str) -> list[str]:
    """Person ids; none once the staff is stood down."""
    if find.show(house, crisis_id).status is not CrisisStatus.ESTABLISHED:
        return []
    return [member.person_id for member in listing(house, crisis_id) if member.confirmed_at is None]


def _confirmed(house: House, crisis_id: str) -> dict[str, AuditEvent]:
    """Person id to the first confirmation."""
    found: dict[str, AuditEvent] = {}
    for event in audit.events(house, crisis_id, "staff.confirmed"):
        found.setdefault(event.subject, event)
    return found
