"""`krisekanal suitcase`: all that a bare laptop needs to go on without internet, in one folder."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from desk.cli.command import words
from desk.cli.desk import Desk
from desk.cli.input.typed import one_line
from desk.cli.running import packing, sheets
from policy import os_faults
from schemas.errors import InvalidInput, Refused, StoreUnavailable
from schemas.sentence import Sentence, say
from store.backups import making, restoring, two_halves
from store.logins import letting_in

_HALVES = ("keys-1.json", "keys-2.json")
_FIRST, _SECOND = say("The first person's passphrase: "), say("The second person's passphrase: ")


def suitcase(
    desk: Desk,
    folder: Annotated[Path, typer.Argument(help=words(say("A new folder, on a stick or disk that is not FAT.")))],
    open_: Annotated[
        bool, typer.Option("--open", help=words(say("On the laptop: the two passphrases, and the keys are in place.")))
    ] = False,
    codes: Annotated[
        bool, typer.Option("--codes", help=words(say("Ten new codes of whoever packs (--as) on the printed sheet.")))
    ] = False,
) -> list[Sentence]:
    place = folder.expanduser().absolute()
    try:
        return _opened(desk, place) if open_ else _packed(desk, place, codes=codes)
    except OSError as error:
        raise StoreUnavailable(
            say("The suitcase {folder} is not whole: {why}.", folder=str(place), why=os_faults.why(error))
        ) from None


def _packed(desk: Desk, place: Path, *, codes: bool) -> list[Sentence]:
    packing.must_be_new(place)
    passphrases = tuple(_typed_twice(asked) for asked in (_FIRST, _SECOND))
    halves = two_halves.split(making.own_keys(desk.settings), *passphrases)
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o700)
    packing.program(place)
    packing.town(place, desk.settings)
    own = letting_in.print_own_codes(desk.ctx, desk.actor) if codes else []
    making.make(desk.ctx, desk.settings, place / "backup.tar.gz")
    for name, half in zip(_HALVES, halves, strict=True):
        (place / name).write_bytes(half)
    whose = desk.ctx.person(desk.actor).name if codes else ""
    page = sheets.html(desk.ctx.municipality, desk.ctx.clock(), str(place), own, whose)
    (place / "sheets.pdf").write_bytes(desk.ctx.draw_pdf(page))
    return [
        say("Packed, with everything that is needed without internet:"),
        say("  {address}", address=str(place)),
        say("Print sheets.pdf and lay it beside. On the laptop: make run, in that folder."),
    ]


def _opened(desk: Desk, place: Path) -> list[Sentence]:
    """Never over keys that are there."""
    if desk.settings.key_file.exists():
        raise Refused(say("{file} is there already, and is left as it is.", file=str(desk.settings.key_file)))
    one, other = ((place / name).read_bytes() for name in _HALVES)
    found = two_halves.join(one, other, one_line(_FIRST), one_line(_SECOND))
    restoring.put_keys(found, desk.settings)
    return [say("The keys are in place: {file}", file=str(desk.settings.key_file))]


def _typed_twice(asked: Sentence) -> str:
    given = one_line(asked)
    if sys.stdin.isatty() and given != one_line(say("The same again: ")):
        raise InvalidInput(say("The two are not the same. Nothing was packed."))
    return given
