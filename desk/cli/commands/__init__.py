"""The commands, one group a file. A file is imported when its command is meant: each brings half the program with it."""

from importlib import import_module
from typing import Any

import typer

from config.language.texts import read
from desk.cli.output import slips
from schemas.sentence import Sentence, say

ALONE: dict[str, tuple[str, Sentence]] = {
    "init": ("init", say("A municipality file, settings and an empty folder. Asks for what is not said.")),
    "demo": ("demo", say("A whole crisis played on every channel's sandbox account, in a folder of its own.")),
    "up": ("run", say("Start everything on this machine, and keep it running.")),
    "worker": ("run", say("Start one worker: it carries messages to their channels.")),
    "doctor": ("doctor", say("Look at every channel and the installation itself, without publishing anything.")),
    "backup": ("backup", say("Everything needed to go on elsewhere, in one file; while everything runs.")),
    "upgrade": ("backup", say("A backup, then the database to this version; back where that fails.")),
    "restore": (
        "backup",
        say("A backup into an empty folder. Nothing is sent by it: what was on its way is put before people."),
    ),
    "suitcase": ("suitcase", say("All that a bare laptop needs without internet, in one folder.")),
}
"""Commands of one word: the file they are in, as functions of that name."""
GROUPS: dict[str, Sentence] = {
    "crisis": say("Set up the crisis staff, see it, stand it down."),
    "account": say("Official accounts: locked or open, confirm, publish on a normal day."),
    "draft": say("Drafts on their way through the editorial desk."),
    "message": say("What went out, and correcting, retracting or calling it off."),
    "remark": say("What others write to us: read it, answer it, say why not."),
    "question": say("What many ask or tell: gather it, answer it once."),
    "register": say("Those it concerns: the register of recipients."),
    "channel": say("Channels: what they can do, whether they answer."),
    "exercise": say("Exercises, in a world of their own."),
    "log": say("The crisis log: read it, prove it, write in it."),
    "person": say("Letting people in: invitations, printed codes, open sessions."),
    "token": say("Tokens for other systems (the JSON interface)."),
    "secret": say("Stored addresses and passwords of channels, encrypted."),
    "config": say("The municipality file and the settings."),
    "db": say("The database."),
    "service": say("Krisekanal as a service of this machine, run by systemd."),
    "prefect": say("Prefect's own pages, for IT."),
}
"""Each is a file of its name."""


def add_all(app: typer.Typer, meant: str | None = None) -> None:
    """With `meant` only that one is more than its name and its line of help; without it, all are."""
    for name, (file, help_) in ALONE.items():
        if meant in (None, name):
            _command(app, name, help_, getattr(_file(file), name))
        else:
            app.command(name, help=read(help_))(_line_of_help)
    for name, help_ in GROUPS.items():
        group = _file(name).app if meant in (None, name) else _named_only()
        app.add_typer(group, cls=slips.WordedGroup, name=name, help=read(help_), no_args_is_help=True)


def _command(app: typer.Typer, name: str, help_: Sentence, work: Any) -> None:
    from desk.cli.command import command  # noqa: PLC0415  # half the program, for who means a command

    command(app, name, help_)(work)


def _file(name: str) -> Any:
    return import_module(f"{__name__}.{name}")


def _named_only() -> typer.Typer:
    made = typer.Typer()
    made.command("…")(_line_of_help)
    made.callback()(_line_of_help)
    return made


def _line_of_help() -> None:
    """Never run: whoever means it has the whole of it."""
