"""Lists from outside: what is asked of one, what is found in it, and how it stands."""

from enum import StrEnum

from pydantic import Field

from schemas.base import Noun, UtcTime
from schemas.language import Language
from schemas.sentence import Sentence

SHOWN_MISTAKES = 200


class ListForm(Noun):
    """What holds for every line of it. `until`: the last moment its entries are kept."""

    purpose: str = Field(min_length=3, max_length=300)
    until: UtcTime
    groups: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    language: Language = Language.BOKMAAL
    replaces: str | None = None
    """A list that goes when this one comes: an older issue of the same."""
    skip_wrong: bool = False
    """The lines without a mistake are taken in although others have one."""


class Mistake(Noun):
    """`line` counts from 1, as the spreadsheet does; `column` by its own heading. It repeats nothing of what stands there."""

    line: int
    column: str
    sentence: Sentence


class ListPreview(Noun):
    """What a list would become. Every line is an entry, joined to another, empty, wrong, or of somebody erased since."""

    file: str
    fingerprint: str
    """SHA-256 of the file, hex."""
    lines: int
    entries: int
    households: int
    joined: int
    """Lines that became part of the entry of another one: the same address, number or mail address."""
    mobiles: int
    emails: int
    without_way: int
    known: int
    """Of the mobiles and mail addresses, those that the register has from elsewhere: they are sent to once."""
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    """Headings of columns that are not read, and not kept."""
    wrong: int
    mistakes: tuple[Mistake, ...]
    """The first of them (`SHOWN_MISTAKES`)."""


class ListState(StrEnum):
    WAITING = "waiting"
    """Read and laid by; another person takes it in."""
    TAKEN_IN = "taken_in"
    DROPPED = "dropped"


class ImportedList(Noun):
    id: str
    file: str
    fingerprint: str
    state: ListState
    form: ListForm
    entries: int
    wrong: int
    laid_by: str
    laid_at: UtcTime
    decided_by: str | None = None
    decided_at: UtcTime | None = None
