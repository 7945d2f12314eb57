"""The door: choose the language, build the commands, run."""

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer
from typer._click.exceptions import ClickException

from config.language import texts
from config.machine import settings_file
from desk.cli.output import plain, slips
from schemas.errors import KrisekanalError
from schemas.sentence import say

_ABORTED = 1
"""Ctrl-C or an end of input where something was asked."""


def enter() -> None:
    """Exit codes: docs/cli.md."""
    try:
        settings_file.into_environment()
        texts.use(_language(sys.argv))
    except KrisekanalError as error:
        plain.write(texts.read(error.sentence, "nb"), sys.stderr)
        sys.exit(error.exit_code)
    if sys.argv[1:] == ["--version"]:
        plain.write(_version())
        return
    try:
        code = build(_meant(sys.argv[1:]))(standalone_mode=False)
    except ClickException as slip:
        slips.complain(slip)
        code = slip.exit_code
    except typer.Abort:
        code = _ABORTED
    sys.exit(code or 0)


def _version() -> str:
    """Without a command or a database: for whoever asks on the telephone."""
    from store.db.migrate import newest  # noqa: PLC0415  # for nobody else

    return texts.read(
        say(
            "Krisekanal {version}, database version {database}.",
            version=version("krisekanal"),
            database=newest(),
        )
    )


def _meant(words: list[str]) -> str:
    """The command or group that is named; nothing for who asks for help, or makes a slip."""
    from desk.cli import commands  # noqa: PLC0415  # in the language chosen

    first = words[0] if words else ""
    return first if first in commands.ALONE or first in commands.GROUPS else ""


def build(meant: str | None = None) -> typer.Typer:
    """Commands are imported only now, so that their help is in the language chosen; `meant` alone, where it is given."""
    from desk.cli import commands  # noqa: PLC0415  # in the language chosen

    app = typer.Typer(
        name="krisekanal",
        cls=slips.WordedGroup,
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        add_completion=False,
        help=texts.read(say("Crisis communication for a municipality: lock, approve, publish, prove.")),
    )
    text = texts.read(say("The program's version."))

    @app.callback()
    def _(_: Annotated[bool, typer.Option("--version", help=text)] = False) -> None:
        """Answered in `enter`, before anything is imported for it."""

    commands.add_all(app, meant)
    return app


def _language(argv: list[str]) -> str:
    """`--lang` wherever it stands, else the setting, else Norwegian."""
    for place, word in enumerate(argv):
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and place + 1 < len(argv):
            return argv[place + 1]
    return os.environ.get("KRISEKANAL_LANG") or "nb"
