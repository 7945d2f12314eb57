"""What Typer says by itself, in the reader's language: headings of help, and what was wrong about a command as it was typed.

Typer has English for it, and a catalogue for some of it only.
"""

import re
import sys
from typing import Any

from typer._click.exceptions import BadParameter, ClickException, MissingParameter, NoSuchOption
from typer.core import TyperCommand, TyperGroup

from config.language.texts import read
from desk.cli.output import plain
from schemas.sentence import Sentence, say

_NO_COMMAND = re.compile(r"No such command '(?P<name>.*?)'\.(?: Did you mean (?P<meant>.*)\?)?")
_NONE_OF = re.compile(r"(?:Value error, )?'(?P<given>.*)' is not one of (?P<known>.*)\.")
"""Typer's own words of both."""


class _Worded:
    """Beside Typer's own command or group."""

    def get_usage(self, ctx: Any) -> str:
        said: str = super().get_usage(ctx)  # type: ignore[misc]  # Typer's
        return said.replace("Usage:", read(say("Usage:")), 1)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        ours = {"[OPTIONS]": say("[OPTIONS]"), "COMMAND [ARGS]...": say("COMMAND [ARGS]...")}
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]  # Typer's
        return [read(ours[piece]) if piece in ours else piece for piece in pieces]

    def get_help_option(self, ctx: Any) -> Any:
        found = super().get_help_option(ctx)  # type: ignore[misc]  # Typer's
        if found is not None:
            found.help = read(say("Show this and end."))
        return found

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils  # noqa: PLC0415  # Rich's half that only help needs

        rich_utils.ARGUMENTS_PANEL_TITLE = read(say("Arguments"))
        rich_utils.OPTIONS_PANEL_TITLE = read(say("Options"))
        rich_utils.COMMANDS_PANEL_TITLE = read(say("Commands"))
        rich_utils.REQUIRED_LONG_STRING = read(say("[required]"))
        rich_utils.DEFAULT_STRING = read(say("[if not said: {}]"))
        for param in self.get_params(ctx):  # type: ignore[attr-defined]  # Typer's
            if getattr(param, "is_flag", False):
                param.display_type_rich = _nothing  # “--json <bool>” reads as if something were to follow it
        super().format_help(ctx, formatter)  # type: ignore[misc]  # Typer's


def _nothing(**_: Any) -> None:
    """In place of an option's type."""


class WordedCommand(_Worded, TyperCommand):
    """Typer's, with our words."""


class WordedGroup(_Worded, TyperGroup):
    """Typer's, with our words."""


def complain(slip: ClickException) -> None:
    """On standard error: what was wrong, and where the right way stands."""
    if type(slip).__name__ == "NoArgsIsHelpError":
        return
    plain.write(f"✗ {read(_told(slip))}", sys.stderr)
    ctx = getattr(slip, "ctx", None)
    if ctx is not None:
        plain.write(read(say("See {command} --help", command=ctx.command_path)), sys.stderr)


def _told(slip: ClickException) -> Sentence:
    match slip:
        case NoSuchOption() if slip.possibilities:
            meant = ", ".join(sorted(slip.possibilities))
            return say("There is no option {option}. Did you mean {meant}?", option=slip.option_name, meant=meant)
        case NoSuchOption():
            return say("There is no option {option}.", option=slip.option_name)
        case MissingParameter() if slip.param is not None:
            return say("{what} is missing.", what=_name(slip.param))
        case BadParameter() if slip.param is not None:
            return _bad(_name(slip.param), slip.message)
    if found := _NO_COMMAND.fullmatch(slip.format_message()):
        return _no_command(found["name"], found["meant"])
    return say("This cannot be understood: {why}", why=slip.format_message())


def _bad(what: str, why: str) -> Sentence:
    if found := _NONE_OF.fullmatch(why):
        known = found["known"].replace("'", "")
        return say("{what} cannot be “{given}”. It is one of: {known}.", what=what, given=found["given"], known=known)
    return say("{what} cannot be that: {why}", what=what, why=why)


def _no_command(name: str, meant: str | None) -> Sentence:
    if meant is None:
        return say("There is no command “{name}”.", name=name)
    return say("There is no command “{name}”. Did you mean {meant}?", name=name, meant=meant.replace("'", ""))


def _name(param: Any) -> str:
    return " / ".join(param.opts) if param.param_type_name == "option" else str(param.name).upper()
