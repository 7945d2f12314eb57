"""The register of recipients: a person or a household, the ways to them, where they live, and why they are in it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.base import Noun, UtcTime
from schemas.crises.zone import Latitude, Longitude
from schemas.language import Language

MOST_WAYS = 20
"""Of one entry: a large household."""


class EntryKind(StrEnum):
    PERSON = "person"
    HOUSEHOLD = "household"


class EntrySource(StrEnum):
    """Where an entry came from."""

    DESK = "desk"
    LIST = "list"
    OPT_IN = "opt_in"


Addresses = Annotated[tuple[str, ...], Field(max_length=MOST_WAYS)]


class EntryForm(Noun):
    """As somebody fills it in. By its point, or by the `zones` where that is not known; `purpose` says why it may be kept."""

    kind: EntryKind = EntryKind.PERSON
    name: str = Field(default="", max_length=120)
    mobiles: Addresses = ()
    emails: Addresses = ()
    street: str = Field(default="", max_length=200)
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    zones: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    language: Language = Language.BOKMAAL
    reserved: bool = False
    """Wants no warnings, and is counted as such."""
    purpose: str = Field(min_length=3, max_length=300)
    until: UtcTime | None = None
    """Taken out then, by itself."""


class Entry(EntryForm):
    id: str
    source: EntrySource
    list_id: str | None = None
    added_at: UtcTime
    added_by: str
    dead: Addresses = ()
    """Of its mobiles and mail addresses those that reports say reach nobody: left out of every set."""


class RegisterCounts(Noun):
    """What the register holds, without a name."""

    entries: int
    mobiles: int
    emails: int
    without_way: int
    reserved: int
    ending: int
    """Within thirty days, by their `until`."""


class ZoneCount(Noun):
    """A zone, and how many entries of the register are in it by their point or by name; those who want no warnings are left out."""

    id: str
    name: str
    layer: str
    """Empty for a zone that is written in the municipality file itself."""
    entries: int


class MemberOf(Noun):
    """A frozen set that somebody is in."""

    set_id: str
    number: int
    frozen_at: UtcTime


class ListedIn(Noun):
    """A list that waits for the other person, and the lines of it that name somebody."""

    list_id: str
    file: str
    lines: tuple[int, ...]


class PersonExport(Noun):
    """Everything that is kept about one address."""

    address: str
    entries: tuple[Entry, ...]
    sets: tuple[MemberOf, ...]
    lists: tuple[ListedIn, ...] = ()
