"""`krisekanal exercise`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from config.language.texts import read, read_time
from config.language.vocabulary import word
from config.reading import scenario_library
from config.town import read_scenario
from desk.cli.command import command, words
from desk.cli.commands import evaluation
from desk.cli.desk import Desk
from schemas.crises.crisis import Crisis
from schemas.errors import KrisekanalError
from schemas.evaluation.held import ExerciseHeld
from schemas.exercises.due import ExerciseDue
from schemas.sentence import say
from store.evaluation import exercises_held
from store.exercises import obligation, plans

app = typer.Typer()


@command(app, "run", say("Start an exercise now, on sandbox channels only."))
def run(
    desk: Desk,
    plan: Annotated[str, typer.Argument(help=words(say("A plan of the municipality file, or a scenario.")))],
    scripted: Annotated[bool, typer.Option("--scripted", help=words(say("Play the people too, to the end.")))] = False,
    player: Annotated[
        list[str] | None,
        typer.Option("--player", help=words(say("Who plays residents and journalists (again for more)."))),
    ] = None,
) -> Crisis:
    players = tuple(desk.ctx.person(name).id for name in player or ())
    found = plans.start(desk.ctx, desk.actor, plan, scripted=scripted, players=players)
    desk.warn_if_nobody_works()
    return found


@command(app, "list", say("The exercise plans, and when each is next."))
def listing(desk: Desk) -> list[dict[str, Any]]:
    planned = desk.ctx.municipality.exercises
    due = {plan.id: plans.next_occurrence(desk.ctx, plan) for plan in planned}
    if desk.as_json:
        return [
            {
                "plan": p.id,
                "name": p.name,
                "cron": p.cron,
                "rrule": p.rrule,
                "scenario": p.scenario,
                "announced": p.announced,
                "scripted": p.scripted,
                "next": due[p.id].isoformat(),
            }
            for p in planned
        ]
    return [{"plan": p.id, "name": p.name, "next": read_time(due[p.id])} for p in planned]


@command(app, "scenarios", say("The scenarios there are: ready ones, and the municipality's own."))
def scenarios(desk: Desk) -> list[dict[str, Any]]:
    files = scenario_library.files(desk.ctx.scenario_folders)
    return [_line(desk, name, path) for name, path in sorted(files.items())]


@command(app, "check", say("Every mistake in a scenario file at once, with line and remedy."))
def check(desk: Desk, file: Annotated[Path, typer.Argument(help=words(say("The scenario's file.")))]) -> Any:
    found = read_scenario.load(file, desk.ctx.municipality)
    return say(
        "{file} is in order: {injects} injects, {expected} expected actions.",
        file=str(file),
        injects=len(found.injects),
        expected=len(found.expected),
    )


@command(app, "due", say("When the next exercise must have been held: at least every second year."))
def due(desk: Desk) -> ExerciseDue:
    return obligation.due(desk.ctx)


@command(app, "history", say("The exercises held, and how they compare with what was wanted."))
def history(desk: Desk) -> list[ExerciseHeld]:
    return exercises_held.listing(desk.ctx)


@command(app, "tick", say("An expected action was seen done, now."))
def tick(
    desk: Desk,
    expected: Annotated[str, typer.Argument(help=words(say("Its id in the scenario.")))],
    crisis: Annotated[str | None, typer.Option("--crisis")] = None,
) -> Any:
    plans.tick(desk.ctx, desk.actor, desk.crisis_id(crisis), expected)
    return say("Written down: {id}.", id=expected)


def _line(desk: Desk, name: str, path: Path) -> dict[str, Any]:
    """One that cannot be used is listed with the reason."""
    try:
        found = read_scenario.load(path, desk.ctx.municipality)
    except KrisekanalError as error:
        return {"scenario": name, "name": "", "type": "", "injects": 0, "problem": read(error.sentence)}
    spoken = found.type.value if desk.as_json else read(word(found.type) or say("—"))
    return {"scenario": name, "name": found.name, "type": spoken, "injects": len(found.injects), "problem": ""}


command(app, "from-crisis", say("Make a scenario of a past crisis, without anybody's name."))(evaluation.from_crisis)
