"""`krisekanal prefect`: for IT, who look at flows and schedules in Prefect's own pages."""

import os
from typing import Any

import typer

from config.language.texts import read
from config.language.vocabulary import word
from config.town import municipality
from desk.cli.command import command
from desk.cli.desk import Desk
from desk.cli.running.prefect_program import deployed
from notifiers import platforms
from schemas.deployed import Deployed
from schemas.errors import NotFound, Refused
from schemas.sentence import Sentence, say

app = typer.Typer()


@command(app, "open", say("How IT opens Prefect's own pages. For the owner of the data folder."))
def show(desk: Desk) -> Sentence:
    """Says where the password is, and prints none."""
    settings = desk.settings
    page = settings.prefect_api_url.removesuffix("/api")
    if not settings.prefect_is_ours:
        return say("Prefect is at {page}; whoever runs it says how to open it.", page=page)
    file = settings.own_prefect_auth_file
    try:
        owner = file.stat().st_uid
    except PermissionError:
        owner = -1
    except OSError:
        raise NotFound(
            say(
                "There is no {file} yet: it is made when Krisekanal starts on {folder}: krisekanal up",
                file=str(file),
                folder=str(settings.data),
            )
        ) from None
    if owner != os.geteuid():
        raise Refused(
            say(
                "Only the owner of {file} can open Prefect. Log in as the user that Krisekanal runs as.", file=str(file)
            )
        )
    return say(
        "Open {page} in a browser on this machine (from another: ssh -L {port}:127.0.0.1:{port} THIS-MACHINE), and paste what this "
        'prints as the password: cat "{file}". For Prefect\'s own commands: export PREFECT_API_URL={api} '
        'PREFECT_API_AUTH_STRING="$(cat "{file}")"',
        page=page,
        port=settings.prefect_port,
        file=str(file),
        api=settings.prefect_api_url,
    )


@command(app, "deploy", say("Make our deployments and automations in Prefect, as `up` does."))
def deploy(desk: Desk) -> list[Any]:
    """As often as one likes; what was there is brought up to date."""
    settings = desk.settings
    if settings.prefect == "off":
        raise Refused(say("Prefect is switched off (KRISEKANAL_PREFECT). Set it to on, then try again."))
    municipality.load_municipality(settings.municipality, platforms.PLATFORMS)
    made = deployed()
    return made if desk.as_json else [_row(each) for each in made]


def _row(made: Deployed) -> dict[str, str]:
    state = word(made.state)
    return {"name": made.name, "state": read(state) if state else made.state.value}
