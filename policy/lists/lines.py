"""One line of a list as an entry of the register, or what is wrong in it and how it is mended."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import isnan, nan
from typing import NamedTuple, TypeVar

from policy.lists.columns import Columns, Part
from policy.recipients import ways
from policy.recipients.swapped import SWAPPED, are_swapped
from schemas.crises.zone import Zone
from schemas.errors import InvalidInput
from schemas.language import Language
from schemas.recipients.imported import Mistake
from schemas.recipients.register import MOST_WAYS
from schemas.sentence import Sentence, say
from schemas.text_door import let_in

LONGEST = 200
T = TypeVar("T")
_Cells = dict[Part, list[str]]
_PARTS_OF_A_CELL = re.compile(r"[;,/|\n]| og | and ")
_WRITTEN_BY_A_SHEET = re.compile(r"\d[.,]?\d*E\+?\d+", re.IGNORECASE)
_LANGUAGES = {
    **{language.value: language for language in Language},
    "bokmål": Language.BOKMAAL,
    "nynorsk": Language.NYNORSK,
    "engelsk": Language.ENGLISH,
    "english": Language.ENGLISH,
    "nordsamisk": Language.NORTHERN_SAMI,
}
_YES, _NO = {"ja", "yes", "x", "1", "true", "sann", "reservert"}, {"", "nei", "no", "0", "false", "usann", "–", "-"}


class ListLine(NamedTuple):
    """What a line says of somebody. `home`: the home it is in, in one form; "" where the line does not say."""

    number: int
    name: str
    mobiles: tuple[str, ...]
    emails: tuple[str, ...]
    street: str
    home: str
    point: tuple[float, float] | None
    language: Language
    groups: tuple[str, ...]
    zones: tuple[str, ...]
    reserved: bool


class Known(NamedTuple):
    """Names by which a list may call a group or a zone, to their ids; `language` of who says none."""

    groups: Mapping[str, str]
    zones: Mapping[str, str]
    language: Language


def known(groups: Sequence[tuple[str, str]], zones: Sequence[Zone], language: Language) -> Known:
    """`groups`: (id, name)."""
    return Known(_by_name(groups), _by_name([(zone.id, zone.name) for zone in zones]), language)


def _by_name(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {said.casefold(): id_ for id_, name in names for said in (id_, name)}


class Reader:
    """Reads the lines of one list."""

    def __init__(self, columns: Columns, of: Known) -> None:
        self._columns, self._of = columns, of

    def line(self, number: int, cells: Sequence[str]) -> ListLine | list[Mistake] | None:
        """None for an empty line."""
        found = self._cells(cells)
        if not any(found.values()):
            return None
        tried = _Tried(number, self._columns, found)
        more = any(each.strip() for each in cells[len(self._columns.headings) :])
        if more and found[Part.LONGITUDE] and found[Part.LONGITUDE][0].isdecimal():
            tried.wrong(Part.LONGITUDE, _PARTED)
        made = None if tried.mistakes else self._line(tried)
        return tried.mistakes or made

    def _cells(self, cells: Sequence[str]) -> _Cells:
        found: _Cells = {part: [] for part in Part}
        for place, part in self._columns.places.items():
            if place < len(cells) and (text := cells[place].strip()):
                found[part].append(text)
        return found

    def _line(self, tried: "_Tried") -> ListLine:
        street, home = tried.once(Part.STREET, _home, ("", ""))
        made = ListLine(
            number=tried.number,
            name=tried.once(Part.NAME, _name, ""),
            mobiles=tried.each(Part.PHONE, ways.mobile),
            emails=tried.each(Part.EMAIL, ways.email),
            street=street,
            home=home,
            point=tried.once(Part.LONGITUDE, _point, None),
            language=tried.once(Part.LANGUAGE, lambda cells: _language(cells, self._of.language), self._of.language),
            groups=tried.each(Part.GROUPS, lambda said: _id(self._of.groups, said, _NO_GROUP)),
            zones=tried.each(Part.ZONES, lambda said: _id(self._of.zones, said, _NO_ZONE)),
            reserved=tried.once(Part.RESERVED, _reserved, False),
        )
        if not tried.mistakes and not (made.mobiles or made.emails or made.street):
            tried.wrong(
                Part.PHONE, say("Neither a number, a mail address nor a street. Fill in one, or take the line out.")
            )
        if max(len(made.mobiles), len(made.emails)) > MOST_WAYS:
            tried.wrong(
                Part.PHONE, say("More than {most} numbers in one line. Give each person a line.", most=MOST_WAYS)
            )
        return made


class _Tried:
    """The cells of one line, and what was wrong in them."""

    def __init__(self, number: int, columns: Columns, cells: _Cells) -> None:
        self.number, self.mistakes = number, list[Mistake]()
        self._columns, self._cells = columns, cells
        for part, texts in cells.items():
            for text in texts:
                if sentence := _no_value(text) or _shows_another(part, text):
                    self.wrong(part, sentence)

    def wrong(self, part: Part, sentence: Sentence) -> None:
        self.mistakes.append(Mistake(line=self.number, column=self._columns.heading(part), sentence=sentence))

    def once(self, part: Part, read: Callable[[_Cells], T], otherwise: T) -> T:
        """`read` is given the whole line: a name may stand in two columns."""
        try:
            return read(self._cells)
        except InvalidInput as wrong:
            self.wrong(part, wrong.sentence)
            return otherwise

    def each(self, part: Part, read: Callable[[str], str]) -> tuple[str, ...]:
        """Of every value in every cell of its kind, once."""
        found: dict[str, None] = {}
        for said in _values(self._cells[part]):
            try:
                found[read(said)] = None
            except InvalidInput as wrong:
                self.wrong(part, wrong.sentence)
        return tuple(found)


def _no_value(text: str) -> Sentence | None:
    if len(text) > LONGEST:
        return say("More than {most} letters stand here. Shorten it.", most=LONGEST)
    if text[0] in "=@":
        return say("This is a formula. Paste the column as values, and save again.")
    if re.fullmatch(r"#[A-Z/0]+[!?]?", text):
        return say("The spreadsheet shows an error here. Mend it there, and save again.")
    if _WRITTEN_BY_A_SHEET.fullmatch(text):
        return say("The spreadsheet has shortened the number. Format the column as text, and fill in all digits.")
    return None


def _shows_another(part: Part, text: str) -> Sentence | None:
    """Of what is shown as words, in a list of doors too. Numbers copied from a phone come between marks of direction."""
    if part in (Part.PHONE, Part.EMAIL):
        return None
    try:
        let_in(text)
    except InvalidInput as wrong:
        return wrong.sentence
    return None


def _values(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from filter(None, map(str.strip, _PARTS_OF_A_CELL.split(text)))


def _first(cells: _Cells, part: Part) -> str:
    return next(iter(cells[part]), "")


def _name(cells: _Cells) -> str:
    whole = _first(cells, Part.NAME) or " ".join(
        filter(None, (_first(cells, Part.FIRST_NAME), _first(cells, Part.LAST_NAME)))
    )
    return " ".join(whole.split())[:120]


def _home(cells: _Cells) -> tuple[str, str]:
    """The street as it is shown, and the home in one form: by the list's own number of it, or by street and number of the home."""
    street, unit, code = (_first(cells, part) for part in (Part.STREET, Part.UNIT, Part.POSTCODE))
    shown = ", ".join(
        filter(None, (street, " ".join(filter(None, (code, _first(cells, Part.TOWN)))) if street else ""))
    )
    named = _first(cells, Part.HOUSEHOLD).casefold()
    if named:
        return shown[:LONGEST], f"#{named}"
    return shown[:LONGEST], "\t".join((ways.street(street), unit.casefold(), code)) if street else ""


def _point(cells: _Cells) -> tuple[float, float] | None:
    east, north = _first(cells, Part.LONGITUDE), _first(cells, Part.LATITUDE)
    if not east and not north:
        return None
    try:
        longitude, latitude = float(east.replace(",", ".")), float(north.replace(",", "."))
    except ValueError:
        longitude = latitude = nan
    if isnan(longitude) or isnan(latitude):
        raise InvalidInput(say("A point has two numbers: longitude and latitude, as 10.92 and 63.47."))
    if max(abs(longitude), abs(latitude)) > 180:
        raise InvalidInput(
            say("These are metres of a map grid. Take out longitude and latitude in degrees (EPSG:4326).")
        )
    if not -90 <= latitude <= 90 or are_swapped(longitude, latitude):
        raise InvalidInput(SWAPPED)
    return longitude, latitude


def _language(cells: _Cells, otherwise: Language) -> Language:
    said = _first(cells, Part.LANGUAGE).casefold()
    if not said:
        return otherwise
    if said not in _LANGUAGES:
        raise InvalidInput(say("A language is nb, nn, en or se."))
    return _LANGUAGES[said]


_PARTED = say(
    "More stands here than the first line has headings: a comma has parted a number. Save the list with semicolons."
)
"""10,92 in a file parted by commas is 10 and 92, and puts everybody elsewhere without a word. Behind a whole point stands a remark."""
_NO_GROUP = say("There is no target group of this name. There are: {names}.")
_NO_ZONE = say("There is no zone of this name. There are: {names}.")


def _id(names: Mapping[str, str], said: str, otherwise: Sentence) -> str:
    found = names.get(said.casefold())
    if found is None:
        ids = ", ".join(dict.fromkeys(names.values())) or "—"
        raise InvalidInput(otherwise.model_copy(update={"params": {"names": ids}}))
    return found


def _reserved(cells: _Cells) -> bool:
    said = _first(cells, Part.RESERVED).casefold()
    if said not in _YES | _NO:
        raise InvalidInput(say("Write ja or nei."))
    return said in _YES
