"""Those it concerns: who is reached, by which way, and the frozen set that an approval covers."""

from enum import StrEnum

from pydantic import Field

from schemas.base import Noun, UtcTime
from schemas.crises.zone import Geometry


class Way(StrEnum):
    SMS = "sms"
    EMAIL = "email"


class Audience(Noun):
    """Whom a message concerns: in one of the zones or in the drawn area, and of one of the groups; what is left empty asks nothing.

    `everyone` is the whole register, and asks for nothing else; `among` is a frozen set, of which those who are still in the register.
    """

    everyone: bool = False
    among: str | None = Field(default=None, max_length=40)
    zones: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    area: Geometry | None = None


class Recipient(Noun):
    """One way to one person or household, as an entry of a set."""

    way: Way
    address: str
    """A mobile as E.164, or a mail address in lower case."""
    language: str = "nb"
    name: str = ""
    zone: str | None = None
    """Id of the zone that it is in, the first of those asked for; None: by its group."""
    entry_id: str | None = None
    """Of the register."""


class Member(Recipient):
    """`number` counts from 0 within its set: every SMS first, then every e-mail."""

    number: int


class Readers(Noun):
    """How many of a set read this language best (ISO 639-1)."""

    language: str
    sms: int = 0
    email: int = 0

    @property
    def size(self) -> int:
        return self.sms + self.email

    def of(self, way: Way) -> int:
        return self.sms if way is Way.SMS else self.email


class Counts(Noun):
    """What a set is, in numbers. `without_number`: addresses in it with no way; `reserved`: those who want none."""

    sms: int = 0
    email: int = 0
    without_number: int = 0
    reserved: int = 0
    without_place: int = 0
    """Of the groups asked for, with neither a point nor a zone: no area finds them. Counted where a place was asked for."""
    readers: tuple[Readers, ...] = ()
    """The same ways by language, in the alphabet's order."""

    @property
    def size(self) -> int:
        return self.sms + self.email

    def numbers(self, way: Way) -> range:
        """Those of this way's members, without a gap."""
        return range(self.sms) if way is Way.SMS else range(self.sms, self.size)


class ChosenSet(Noun):
    """The frozen set that a text goes to, as part of what is approved: `hash` is the set's own."""

    set_id: str
    hash: str
    sms: int
    email: int
    without_number: int
    reserved: int
    without_place: int = 0
    """0 of what was approved before they were counted."""
    readers: tuple[Readers, ...] = ()
    """Empty of what was approved before languages were counted."""

    @property
    def counts(self) -> Counts:
        return Counts(**self.model_dump(exclude={"set_id", "hash"}))

    def of(self, way: Way) -> int:
        return self.sms if way is Way.SMS else self.email

    def reading(self, language: str) -> Readers:
        """Those who read this best."""
        return next((each for each in self.readers if each.language == language), Readers(language=language))


class RecipientSet(Noun):
    """Frozen: what `hash` covers (SHA-256, hex, over its members in their order) changes no more."""

    id: str
    made_at: UtcTime
    made_by: str
    groups: tuple[str, ...]
    zones: tuple[str, ...]
    area: Geometry | None = None
    everyone: bool = False
    among: str | None = None
    counts: Counts
    hash: str

    @property
    def is_own_list(self) -> bool:
        """Of an account, not of the register: asked for by nothing."""
        return not (self.everyone or self.among or self.groups or self.zones or self.area)

    @property
    def audience(self) -> Audience:
        return Audience(everyone=self.everyone, among=self.among, zones=self.zones, groups=self.groups, area=self.area)

    @property
    def chosen(self) -> ChosenSet:
        return ChosenSet(set_id=self.id, hash=self.hash, **self.counts.model_dump())
