"""Which column of a list is what, by its heading: as Norwegian and English lists write them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from schemas.errors import InvalidInput
from schemas.sentence import say


class Part(StrEnum):
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    EMAIL = "email"
    STREET = "street"
    UNIT = "unit"
    """The number of the home in its house: H0101."""
    POSTCODE = "postcode"
    TOWN = "town"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"
    LANGUAGE = "language"
    GROUPS = "groups"
    ZONES = "zones"
    RESERVED = "reserved"
    HOUSEHOLD = "household"


MANY = {Part.PHONE, Part.EMAIL, Part.GROUPS, Part.ZONES}
"""May stand in several columns: a guardian each."""
_HEADINGS: Mapping[Part, str] = {
    Part.NAME: "navn|fullt navn|name|kontaktperson|foresatt|innbygger",
    Part.FIRST_NAME: "fornavn|first name|firstname",
    Part.LAST_NAME: "etternavn|last name|lastname|surname",
    Part.PHONE: "mobil|mobiltelefon|mobilnummer|mobilnr|tlf|telefon|telefonnummer|mobile|phone|sms|mob|tlfnr",
    Part.EMAIL: "epost|e post|epostadresse|e postadresse|e post adresse|email|e mail|mail|mailadresse",
    Part.STREET: "adresse|gateadresse|gate|veiadresse|besoksadresse|bostedsadresse|street|address|street address",
    Part.UNIT: "bolignummer|bolignr|bruksenhet|bruksenhetsnummer|leilighet|unit",
    Part.POSTCODE: "postnr|postnummer|postkode|postcode|zip",
    Part.TOWN: "poststed|sted|city|town",
    Part.LONGITUDE: "lengdegrad|lon|lng|long|longitude|ost|x",
    Part.LATITUDE: "breddegrad|lat|latitude|nord|y",
    Part.LANGUAGE: "sprak|malform|language",
    Part.GROUPS: "gruppe|grupper|malgruppe|malgrupper|group|groups",
    Part.ZONES: "sone|soner|zone|zones|omrade",
    Part.RESERVED: "reservert|reservasjon|reserved",
    Part.HOUSEHOLD: "husstand|husholdning|household",
}
_BY_HEADING = {heading: part for part, headings in _HEADINGS.items() for heading in headings.split("|")}
_FOLDED = str.maketrans("åøæ", "aoa")


class Columns(NamedTuple):
    """`places`: column number (from 0) to what it is."""

    places: Mapping[int, Part]
    headings: tuple[str, ...]

    @property
    def read(self) -> tuple[str, ...]:
        return tuple(self.headings[place] for place in self.places)

    @property
    def ignored(self) -> tuple[str, ...]:
        return tuple(name for place, name in enumerate(self.headings) if place not in self.places and name)

    def heading(self, part: Part) -> str:
        return next((self.headings[place] for place, each in self.places.items() if each is part), part.value)


def recognised(headings: Sequence[str]) -> Columns:
    """Raises `InvalidInput` where nobody could be found by any column, and where two columns say the same."""
    places: dict[int, Part] = {}
    for place, heading in enumerate(headings):
        part = _BY_HEADING.get(_plain(heading))
        if part is None:
            continue
        if part in places.values() and part not in MANY:
            raise InvalidInput(
                say("Two columns are headed as “{heading}”. Keep one, or name the other otherwise.", heading=heading)
            )
        places[place] = part
    if not {Part.PHONE, Part.EMAIL, Part.STREET} & set(places.values()):
        raise InvalidInput(
            say(
                "No column is headed Mobil, E-post or Adresse. The first line has to say what each column is; "
                "this one begins with “{first}”.",
                first=", ".join(filter(None, headings))[:80],
            )
        )
    return Columns(places, tuple(headings))


def _plain(heading: str) -> str:
    """“E-post *” as “e post”; a number at its end only tells columns apart: “Mobil 2”."""
    text = unicodedata.normalize("NFKC", heading).casefold().translate(_FOLDED)
    return re.sub(r" \d$", "", " ".join(re.sub(r"[^a-z0-9]+", " ", text).split()))
