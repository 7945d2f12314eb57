"""`krisekanal exercise`."""

from typing import Annotated, Any

import typer

from config.texts import read_time
from desk.cli.command import command, words
from desk.cli.commands import evaluation
from desk.cli.desk import Desk
from schemas.crisis import Crisis
from schemas.sentence import say
from store import exercises

app = typer.Typer()


@command(app, "run", say("Start an exercise now, on sandbox channels only."))
def run(
    desk: Desk, plan: Annotated[str, typer.Argument(help=words(say("A plan of the municipality file.")))],
    scripted: Annotated[bool, typer.Option("--scripted", help=words(say("Play the people too, to the end.")))] = False,
) -> Crisis:  # fmt: skip
    found = exercises.start(desk.house, desk.actor, plan, scripted=scripted)
    desk.warn_if_nobody_works()
    return found


@command(app, "list", say("The exercise plans, and when each is next."))
def listing(desk: Desk) -> list[dict[str, Any]]:
    plans = desk.house.municipality.exercises
    due = {plan.id: exercises.next_occurrence(desk.house, plan) for plan in plans}
    if desk.as_json:
        return [{"plan": p.id, "name": p.name, "cron": p.cron, "next": due[p.id].isoformat()} for p in plans]
    return [{"plan": p.id, "name": p.name, "next": read_time(due[p.id])} for p in plans]


command(app, "from-crisis", say("Make a scenario of a past crisis, without anybody's name."))(evaluation.from_crisis)
