"""`krisekanal crisis`: the report, the evaluation, and the package for the archive."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

import config.report
import store.evaluation.report
from config.reading import read_yaml
from desk.cli.command import command, words
from desk.cli.desk import Desk
from policy import os_faults
from schemas.crises.crisis import Crisis
from schemas.errors import InvalidInput, StoreUnavailable
from schemas.evaluation.finding import Finding
from schemas.evidence.package import Residents
from schemas.sentence import Sentence, say
from store.evaluation import archive, findings, replay

Id = Annotated[str, typer.Argument()]
Out = Annotated[Path, typer.Option("--out", help=words(say("The file to write.")))]


def add(app: typer.Typer) -> None:
    command(app, "report", say("Write the report to a file: .html, .pdf, .csv or .json."))(report)
    command(app, "evaluate", say("Write down what was learnt; with an owner and a date it is followed up."))(evaluate)
    command(app, "close-evaluation", say("The evaluation is over."))(close)
    command(app, "follow-ups", say("What is still to be followed up, the most urgent first."))(follow_ups)
    command(app, "followed-up", say("It is done."))(followed_up)
    command(app, "archive", say("Everything about it in one signed package."))(package)


def report(
    desk: Desk,
    crisis: Id,
    out: Out,
    spoken: Annotated[str, typer.Option("--language", help=words(say("nb, nn or en.")))] = "nb",
    log: Annotated[bool, typer.Option("--log/--no-log", help=words(say("With the whole log as an appendix.")))] = True,
) -> Sentence:
    facts, town = store.evaluation.report.gather(desk.ctx, crisis), desk.ctx.municipality
    if spoken not in ("nb", "nn", "en"):
        raise InvalidInput(say("There is no language {lang}. Write nb, nn or en.", lang=spoken))
    match out.suffix.lower():
        case ".html":
            data = config.report.html(facts, town, spoken, log=log).encode()
        case ".pdf":
            data = desk.ctx.draw_pdf(config.report.html(facts, town, spoken, log=log))
        case ".csv":
            data = config.report.csv(facts).encode("utf-8-sig")
        case ".json":
            data = facts.model_dump_json(indent=1).encode()
        case _:
            raise InvalidInput(say("The file's name ends in .html, .pdf, .csv or .json."))
    return _write(out, data)


def evaluate(
    desk: Desk,
    crisis: Id,
    finding: Annotated[str, typer.Option("--finding", help=words(say("What was learnt, or what is to be done.")))],
    owner: Annotated[str | None, typer.Option("--owner", help=words(say("Who follows it up (person id).")))] = None,
    due: Annotated[str | None, typer.Option("--due", help=words(say("By when: 2027-02-01.")))] = None,
) -> Finding:
    try:
        day = date.fromisoformat(due) if due else None
    except ValueError:
        raise InvalidInput(say("“{at}” is no date. Write it like 2027-02-01.", at=due)) from None
    return findings.add(desk.ctx, desk.actor, crisis, finding, owner, day)


def close(desk: Desk, crisis: Id) -> Crisis:
    return findings.close(desk.ctx, desk.actor, crisis)


def follow_ups(desk: Desk) -> list[Finding]:
    return findings.listing(desk.ctx)


def followed_up(desk: Desk, finding: Id) -> Finding:
    return findings.done(desk.ctx, desk.actor, finding)


def package(
    desk: Desk,
    crisis: Id,
    out: Out,
    residents: Annotated[
        Residents,
        typer.Option(
            "--residents",
            help=words(say("Names and words of those who wrote to us: none, of what all could read, or messages too.")),
        ),
    ] = Residents.WITHHELD,
) -> dict[str, Any]:
    folder = desk.settings.data / "reports"
    data, key = archive.export(desk.ctx, desk.actor, crisis, desk.settings.key_file, folder, residents)
    _write(out, data)
    return {"file": str(out), "bytes": len(data), "key": key}


def from_crisis(desk: Desk, crisis: Id, out: Out) -> Sentence:
    """Registered under `exercise`."""
    return _write(
        out, read_yaml.write_yaml(replay.scenario(desk.ctx, crisis).model_dump(mode="json", exclude_defaults=True))
    )


def _write(out: Path, data: bytes) -> Sentence:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise StoreUnavailable(
            say("{file} cannot be written: {error}.", file=str(out), error=os_faults.why(error))
        ) from None
    return say("Written to {file}.", file=str(out))
