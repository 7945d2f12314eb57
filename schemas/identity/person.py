"""People who act, by the roles of the municipality's own rules."""

from enum import StrEnum

from pydantic import Field

from schemas.base import Noun

PERSON_ID = r"^[a-z0-9][a-z0-9-]{0,39}$"


class Role(StrEnum):
    CHIEF_EXECUTIVE = "chief_executive"
    """Rådmann / kommunedirektør: sets up and stands down the crisis staff."""
    EDITOR = "editor"
    """Nettredaksjonen: approves every message in a crisis."""
    UNIT_LEADER = "unit_leader"
    """Answers for the official accounts of a unit."""
    LOG_KEEPER = "log_keeper"
    """Writes manual entries in the crisis log."""
    EMPLOYEE = "employee"
    """May write drafts, nothing more."""


class PublicPerson(Noun):
    """What other systems are told of a person: no address or number, those are for the desk's own pages."""

    id: str = Field(pattern=PERSON_ID)
    name: str = Field(min_length=1, max_length=120)
    roles: tuple[Role, ...] = (Role.EMPLOYEE,)
    active: bool = True
    """False for someone who has left: the name stays in the log, every action is refused."""


class Person(PublicPerson):
    """`deputies` are person ids, in the order they are called."""

    deputies: tuple[str, ...] = ()
    email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+$")
    mobile: str | None = Field(default=None, pattern=r"^\+[0-9]{8,15}$")
    login: str | None = Field(default=None, min_length=1, max_length=200)
    """What the municipality's own login calls this person, where that is not the e-mail address (ID-porten: `sub`)."""

    @property
    def first_name(self) -> str:
        return self.name.split()[0]
