"""One of the crisis staff: called out, and there?"""

from schemas.base import Noun, UtcTime


class StaffMember(Noun):
    person_id: str
    name: str
    confirmed_at: UtcTime | None = None
