"""`krisekanal service`: systemd runs it, as a user of its own."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from config.language.texts import read_number
from desk.cli.command import command, words
from desk.cli.desk import Desk
from desk.cli.running import service_files
from policy import os_faults
from schemas.errors import Refused
from schemas.sentence import Sentence, say

app = typer.Typer()


@app.callback()
def _group() -> None:
    """A group, also with one command."""


@command(app, "install", say("Units for systemd, a user and folders of its own. Starts nothing."))
def install(
    desk: Desk,
    prefix: Annotated[Path, typer.Option("--prefix", help=words(say("Below this folder instead of /.")))] = Path("/"),
    prefect: Annotated[bool, typer.Option("--prefect/--no-prefect", help=words(say("With a Prefect server.")))] = True,
) -> list[Sentence]:
    every = service_files.files(prefect=prefect, root=prefix)
    written = [file for file in every if not (file.theirs and (prefix / file.path).exists())]
    for file in written:
        place = prefix / file.path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(file.text, encoding="utf-8")
            place.chmod(0o640 if file.theirs else 0o644)
        except OSError as error:
            raise Refused(
                say("{file} cannot be written: {error}. Run it as root.", file=str(place), error=os_faults.why(error))
            ) from None
    return [*(say("Made: {file}", file=str(prefix / f.path)) for f in written), *_scores(prefix), *_next()]


def _scores(prefix: Path) -> Iterator[Sentence]:
    """How much each service could still do to the machine, as systemd judges it: 0 nothing, 10 everything."""
    judge = shutil.which("systemd-analyze")
    for unit in sorted((prefix / service_files.UNITS).glob("krisekanal-*.service")) if judge else ():
        words_ = [str(judge), "security", "--offline=true", "--no-pager", str(unit)]
        done = subprocess.run(words_, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603  # systemd's own
        last = done.stdout.strip().splitlines()[-1:] if done.returncode == 0 else []
        score = next((word for line in last for word in line.split() if word.replace(".", "").isdigit()), None)
        if score:
            yield say("{unit}: exposure {score} of 10", unit=unit.name, score=read_number(float(score)))


def _next() -> Iterator[Sentence]:
    yield say("Then, as root:")
    for line in (
        "systemd-sysusers && systemd-tmpfiles --create",
        "systemctl daemon-reload",
        "systemctl enable --now krisekanal.target",
        "systemctl status 'krisekanal-*'",
    ):
        yield say("  {address}", address=line)
