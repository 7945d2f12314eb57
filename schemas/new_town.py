"""What `krisekanal init` has to be told of a municipality, before it has a file of its own."""

from pydantic import Field

from schemas.accounts.account import Platform
from schemas.base import WEB_ADDRESS, Noun
from schemas.crises.zone import Geometry, Zone

_EMAIL = r"^[^@\s]+@[^@\s]+$"


class Named(Noun):
    """Somebody with an address of their own."""

    name: str = Field(min_length=1, max_length=120)
    email: str = Field(pattern=_EMAIL)


class NewUnit(Noun):
    name: str = Field(min_length=1, max_length=120)
    leader: Named


class NewAccount(Noun):
    platform: Platform
    handle: str = Field(min_length=1, max_length=120)


class NewTown(Noun):
    name: str = Field(min_length=1, max_length=120, pattern=r"^[\w .,'’()/–-]+$")
    """It comes to stand in the wording of every template, too."""
    number: str = Field(pattern=r"^[0-9]{4}$")
    """Kommunenummer."""
    homepage: str = Field(pattern=WEB_ADDRESS)
    chief_executive: Named
    editors: tuple[Named, ...] = Field(min_length=2)
    """Two people stand behind every message."""
    units: tuple[NewUnit, ...] = Field(min_length=1)
    accounts: tuple[NewAccount, ...] = ()
    log_keeper: Named | None = None
    operator: Named | None = None
    """Who keeps the system (IT)."""
    outline: Geometry | None = None
    zones: tuple[Zone, ...] = ()
