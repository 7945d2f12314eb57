"""`krisekanal crisis`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from desk.cli import pressed
from desk.cli.command import command, words
from desk.cli.commands import evaluation
from desk.cli.desk import Desk
from desk.cli.input import audience, options
from desk.cli.output import facts
from schemas.crises.crisis import Crisis, CrisisRequest, Severity
from schemas.crises.staff_member import StaffMember
from schemas.sentence import Sentence, say
from store.crises import attendance, find, lifecycle, proposals
from store.dialogue import questions
from store.remarks import remarks

app = typer.Typer()
_SEVERITIES = ", ".join(f"{one.value} ({facts.spoken(one)})" for one in Severity)


@command(app, "establish", say("Set up the crisis staff: every account is locked at once."))
def establish(
    desk: Desk,
    title: Annotated[str, typer.Option("--title", help=words(say("A few words everybody will know it by.")))],
    what: Annotated[str, typer.Option("--what", help=words(say("What has happened.")))],
    where: Annotated[str, typer.Option("--where", help=words(say("Where.")))],
    severity: Annotated[
        Severity,
        typer.Option(
            "--severity",
            case_sensitive=False,
            help=words(say("How severe, in the words of CAP: {choices}.", choices=_SEVERITIES)),
        ),
    ] = Severity.SEVERE,
    exercise: Annotated[
        bool, typer.Option("--exercise/--real", help=words(say("An exercise never becomes real.")))
    ] = False,
    zone: Annotated[
        list[str] | None, typer.Option("--zone", help=words(say("A zone of the municipality file; once for each.")))
    ] = None,
    area: Annotated[
        Path | None, typer.Option("--area", help=words(say("A .geojson file with the area that was drawn for it.")))
    ] = None,
    beside: options.Beside = None,
) -> Crisis:
    asked: dict[str, Any] = {"title": title, "what": what, "where": where, "severity": severity, "zones": zone or ()}
    asked["area"] = audience.drawn(area) if area else None
    request = desk.form(CrisisRequest, exercise=exercise, **asked)
    found = lifecycle.establish(desk.ctx, desk.actor, request, beside=beside or ())
    desk.warn_if_nobody_works()
    return found


@command(app, "proposals", say("What systems have proposed as a crisis, and nobody has decided on."))
def proposed(desk: Desk) -> list[Any]:
    found = proposals.waiting(desk.ctx)
    return found if desk.as_json else [{"id": p.id, "title": p.title, "where": p.where, "by": p.source} for p in found]


@command(app, "confirm", say("Set up the crisis staff as proposed: every account is locked at once."))
def confirm(desk: Desk, proposal: Annotated[str, typer.Argument()], beside: options.Beside = None) -> Crisis:
    found = pressed.answered(
        lambda: proposals.follow(desk.ctx, desk.actor, proposal, beside=beside or ()),
        lambda: pressed.followed(desk, proposal),
    )
    desk.warn_if_nobody_works()
    return found


@command(app, "set-aside", say("A proposal is no crisis; nothing is set up."))
def set_aside(desk: Desk, proposal: Annotated[str, typer.Argument()]) -> Sentence:
    found = pressed.answered(
        lambda: proposals.set_aside(desk.ctx, desk.actor, proposal), lambda: pressed.put_aside(desk, proposal)
    )
    return say("The proposal {id} was set aside.", id=found.id)


@command(app, "list", say("Every crisis and exercise, newest first."))
def listing(desk: Desk) -> list[Crisis]:
    return find.listing(desk.ctx)


@command(app, "show", say("One crisis; without an id the one that is open."))
def show(desk: Desk, crisis: Annotated[str | None, typer.Argument()] = None) -> Crisis:
    return find.show(desk.ctx, desk.crisis_id(crisis))


@command(app, "present", say("One of the staff confirms the call; without --as, who has."))
def present(desk: Desk, crisis: Annotated[str | None, typer.Argument()] = None) -> list[StaffMember]:
    chosen = desk.crisis_id(crisis)
    return attendance.confirm(desk.ctx, desk.actor, chosen) if desk.acting else attendance.listing(desk.ctx, chosen)


@command(app, "stand-down", say("Stand the crisis staff down: accounts open again, the report is written."))
def stand_down(desk: Desk, crisis: Annotated[str | None, typer.Argument()] = None) -> Crisis:
    found = pressed.answered(
        lambda: lifecycle.stand_down(desk.ctx, desk.actor, desk.crisis_id(crisis)),
        lambda: pressed.stood_down(desk, crisis),
    )
    wanted = remarks.RemarkFilter(crisis_id=found.id, exercise=found.exercise)
    if waiting := remarks.count(desk.ctx, wanted):
        desk.tell(
            say(
                "{count} remarks of this crisis still wait for an answer. See `krisekanal remark list --crisis {id}`.",
                count=waiting,
                id=f"{found.id} --exercise" if found.exercise else found.id,
            )
        )
    if asked := questions.listing(desk.ctx, exercise=found.exercise, crisis_id=found.id, answered=False):
        texts = ", ".join(f"{one.text} ({one.id})" for one in asked)
        desk.tell(say("Questions and rumours of this crisis without an answer: {texts}.", texts=texts))
    desk.tell(say("The report will be in {path}.", path=str(desk.settings.data / "reports" / f"{found.id}.html")))
    return found


evaluation.add(app)
