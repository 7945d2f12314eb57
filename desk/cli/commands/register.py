"""`krisekanal register`: those it concerns."""

import json
from pathlib import Path
from typing import Annotated

import typer

from config.machine.own_folder import made
from desk.cli.command import command, words
from desk.cli.commands import concerned, lists
from desk.cli.commands.until import last_moment
from desk.cli.desk import Desk
from schemas.errors import InvalidInput
from schemas.recipients.register import Entry, EntryForm, EntryKind, RegisterCounts
from schemas.sentence import Sentence, say
from store.lists import rights
from store.recipients import register

app = typer.Typer()
Many = list[str] | None
Address = Annotated[str, typer.Argument(help=words(say("A mobile or a mail address.")))]
Purpose = Annotated[
    str, typer.Option("--purpose", help=words(say("Why it may be kept: consent, a law, an agreement.")))
]
Until = Annotated[str | None, typer.Option("--until", help=words(say("The last day it is kept: 2027-12-31.")))]


@command(app, "counts", say("How many the register holds, without a name."))
def counts(desk: Desk) -> RegisterCounts:
    return register.counts(desk.ctx, desk.actor)


@command(app, "add", say("A person or a household, with the ways to them and where they live."))
def add(
    desk: Desk,
    purpose: Purpose,
    mobile: Annotated[Many, typer.Option("--mobile", help=words(say("More than once too.")))] = None,
    email: Annotated[Many, typer.Option("--email", help=words(say("More than once too.")))] = None,
    name: Annotated[str, typer.Option("--name", help=words(say("Name")))] = "",
    household: Annotated[bool, typer.Option("--household", help=words(say("A household, not one person.")))] = False,
    street: Annotated[str, typer.Option("--street", help=words(say("Street and number.")))] = "",
    point: Annotated[str | None, typer.Option("--point", help=words(say("Longitude,latitude: 10.92,63.47.")))] = None,
    zone: Annotated[Many, typer.Option("--zone", help=words(say("Where the point is not known.")))] = None,
    group: Annotated[Many, typer.Option("--group", help=words(say("A target group of the municipality file.")))] = None,
    language: Annotated[str, typer.Option("--language", help=words(say("nb, nn or en.")))] = "nb",
    reserved: Annotated[bool, typer.Option("--reserved", help=words(say("Wants no warnings.")))] = False,
    until: Until = None,
) -> Entry:
    longitude, latitude = _point(point)
    form = desk.form(
        EntryForm,
        kind=EntryKind.HOUSEHOLD if household else EntryKind.PERSON,
        name=name,
        mobiles=tuple(mobile or ()),
        emails=tuple(email or ()),
        street=street,
        longitude=longitude,
        latitude=latitude,
        zones=tuple(zone or ()),
        groups=tuple(group or ()),
        language=language,
        reserved=reserved,
        purpose=purpose,
        until=last_moment(desk, until),
    )
    return register.add(desk.ctx, desk.actor, form)


@command(app, "change", say("Change an entry: what is named is put in place of what was there, the rest stays."))
def change(
    desk: Desk,
    entry: Annotated[str, typer.Argument(help=words(say("An entry's id: `krisekanal register find`.")))],
    mobile: Annotated[Many, typer.Option("--mobile", help=words(say("More than once too.")))] = None,
    email: Annotated[Many, typer.Option("--email", help=words(say("More than once too.")))] = None,
    name: Annotated[str | None, typer.Option("--name", help=words(say("Name")))] = None,
    street: Annotated[str | None, typer.Option("--street", help=words(say("Street and number.")))] = None,
    point: Annotated[str | None, typer.Option("--point", help=words(say("Longitude,latitude: 10.92,63.47.")))] = None,
    zone: Annotated[Many, typer.Option("--zone", help=words(say("Where the point is not known.")))] = None,
    group: Annotated[Many, typer.Option("--group", help=words(say("A target group of the municipality file.")))] = None,
    language: Annotated[str | None, typer.Option("--language", help=words(say("nb, nn or en.")))] = None,
    reserved: Annotated[
        bool | None, typer.Option("--reserved/--not-reserved", help=words(say("Wants no warnings.")))
    ] = None,
    purpose: Annotated[
        str | None, typer.Option("--purpose", help=words(say("Why it may be kept: consent, a law, an agreement.")))
    ] = None,
    until: Until = None,
) -> Entry:
    before = register.one(desk.ctx, desk.actor, entry)
    longitude, latitude = _point(point)
    said: dict[str, object] = {
        "mobiles": tuple(mobile) if mobile else None,
        "emails": tuple(email) if email else None,
        "name": name,
        "street": street,
        "longitude": longitude,
        "latitude": latitude,
        "zones": tuple(zone) if zone else None,
        "groups": tuple(group) if group else None,
        "language": language,
        "reserved": reserved,
        "purpose": purpose,
        "until": last_moment(desk, until),
    }
    kept = before.model_dump(include=set(EntryForm.model_fields))
    form = desk.form(EntryForm, **kept | {name: value for name, value in said.items() if value is not None})
    return register.change(desk.ctx, desk.actor, entry, form)


@command(app, "find", say("Every entry with this mobile or mail address. That you looked is in the log."))
def find(desk: Desk, address: Address) -> list[Entry]:
    return register.find(desk.ctx, desk.actor, address)


@command(app, "list", say("The register, page by page. That you read it is in the log."))
def listing(
    desk: Desk, after: Annotated[str, typer.Option("--after", help=words(say("The id the last page ended with.")))] = ""
) -> list[Entry]:
    return register.page(desk.ctx, desk.actor, after)


@command(app, "export", say("All that is kept about one person, as a file for them."))
def export(
    desk: Desk,
    address: Address,
    out: Annotated[Path | None, typer.Option("--out", help=words(say("The file to write.")))] = None,
) -> object:
    found = rights.export(desk.ctx, desk.actor, address)
    if out is None:
        written = found.model_dump_json(indent=1)
        return json.loads(written) if desk.as_json else written
    made(out.parent)
    out.touch(mode=0o600)
    out.write_text(found.model_dump_json(indent=1), encoding="utf-8")
    return {"file": str(out)}


@command(app, "erase", say("Erase one person: from the register, and their address from every frozen set."))
def erase(desk: Desk, address: Address) -> Sentence:
    gone = rights.erase(desk.ctx, desk.actor, address)
    if not gone.lists:
        return say("Erased, from {count} entries of the register.", count=gone.entries)
    return say(
        "Erased, from {count} entries of the register, and left out of {lists} lists that wait to be taken in.",
        count=gone.entries,
        lists=gone.lists,
    )


def _point(written: str | None) -> tuple[float | None, float | None]:
    if written is None:
        return None, None
    try:
        longitude, latitude = (float(part) for part in written.split(","))
    except ValueError:
        raise InvalidInput(
            say("“{point}” is no point. Write longitude and latitude: 10.92,63.47.", point=written)
        ) from None
    return longitude, latitude


concerned.add(app)
lists.add(app)
