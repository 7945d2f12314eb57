"""The commands, one group a file."""

import typer

from config.texts import read
from desk.cli.commands import (
    account,
    backup,
    channel,
    config,
    crisis,
    db,
    demo,
    doctor,
    draft,
    exercise,
    init,
    log,
    message,
    person,
    prefect,
    run,
    secret,
    service,
    token,
)
from schemas.sentence import Sentence, say

GROUPS: tuple[tuple[str, typer.Typer, Sentence], ...] = (
    ("crisis", crisis.app, say("Set up the crisis staff, see it, stand it down.")),
    ("account", account.app, say("Official accounts: locked or open, confirm, publish on a normal day.")),
    ("draft", draft.app, say("Drafts on their way through the editorial desk.")),
    ("message", message.app, say("What went out, and correcting, retracting or calling it off.")),
    ("channel", channel.app, say("Channels: what they can do, whether they answer.")),
    ("exercise", exercise.app, say("Exercises, in a world of their own.")),
    ("log", log.app, say("The crisis log: read it, prove it, write in it.")),
    ("person", person.app, say("Letting people in: invitations, printed codes, open sessions.")),
    ("token", token.app, say("Tokens for other systems (the JSON interface).")),
    ("secret", secret.app, say("Stored addresses and passwords of channels, encrypted.")),
    ("config", config.app, say("The municipality file and the settings.")),
    ("db", db.app, say("The database.")),
    ("service", service.app, say("Krisekanal as a service of this machine, run by systemd.")),
    ("prefect", prefect.app, say("Prefect's own pages, for IT.")),
)


def add_all(app: typer.Typer) -> None:
    for name, group, help_ in GROUPS:
        app.add_typer(group, name=name, help=read(help_), no_args_is_help=True)
    init.add(app)
    demo.add(app)
    run.add(app)
    doctor.add(app)
    backup.add(app)
