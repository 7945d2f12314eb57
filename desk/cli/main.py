"""The door: choose the language, build the commands, run."""

import os
import sys

import typer

from config import texts
from desk.cli import plain
from schemas.errors import InvalidInput
from schemas.sentence import say


def main() -> None:
    """Exit codes: docs/cli.md."""
    try:
        texts.use(_language(sys.argv))
    except InvalidInput as error:
        plain.write(texts.read(error.sentence, "nb"), sys.stderr)
        sys.exit(error.exit_code)
    build()()


def build() -> typer.Typer:
    """Commands are imported only now, so that their help is in the language chosen."""
    from desk.cli import commands  # noqa: PLC0415  # in the language chosen

    app = typer.Typer(
        name="krisekanal",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        add_completion=False,
        help=texts.read(say("Crisis communication for a municipality: lock, approve, publish, prove.")),
    )
    commands.add_all(app)
    return app


def _language(argv: list[str]) -> str:
    """`--lang` wherever it stands, else the setting, else Norwegian."""
    for place, word in enumerate(argv):
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and place + 1 < len(argv):
            return argv[place + 1]
    return os.environ.get("KRISEKANAL_LANG") or "nb"


if __name__ == "__main__":
    main()
