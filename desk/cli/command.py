"""One way to make a command: its own options, plus `--as`, `--json` and `--lang`, answers and errors alike.

A command is a function of a `Desk` and its own options; it returns nouns (or plain dicts) and prints nothing.
"""

import inspect
import json
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from config.language.texts import read
from desk.cli import meant
from desk.cli.desk import Desk
from desk.cli.output import plain, show, slips
from schemas.errors import ConfigInvalid, KrisekanalError
from schemas.sentence import Sentence, say
from schemas.text_door import let_all_in

Work = Callable[..., Any]


def words(sentence: Any) -> str:
    """Help texts in the language chosen at the start."""
    return read(sentence)


def common() -> list[inspect.Parameter]:
    kinds: dict[str, tuple[Any, Any]] = {
        "as_": (Annotated[str | None, typer.Option("--as", help=words(say("Who acts (person id).")))], None),
        "json_": (Annotated[bool, typer.Option("--json", help=words(say("Answer in JSON, for programs.")))], False),
        "lang": (Annotated[str | None, typer.Option("--lang", help=words(say("Language: nb, nn or en.")))], None),
    }
    only = inspect.Parameter.KEYWORD_ONLY
    return [inspect.Parameter(n, only, default=d, annotation=a) for n, (a, d) in kinds.items()]


def command(app: typer.Typer, name: str, help_: Any) -> Callable[[Work], Work]:
    """Register `work(desk, ...)` as `name`."""

    def add(work: Work) -> Work:
        def run(*, as_: str | None, json_: bool, lang: str | None, **options: Any) -> None:
            raise typer.Exit(answer(work, Desk(as_, json_), options))

        own = [meant.with_help(p) for p in list(inspect.signature(work).parameters.values())[1:]]
        keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
        signature = inspect.Signature(keyword + common())
        run.__signature__ = signature  # type: ignore[attr-defined]  # how typer learns of the options
        run.__wrapped__ = work  # type: ignore[attr-defined]  # what it answers with is known by it
        run.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
        app.command(name, help=words(help_), cls=slips.WordedCommand)(run)
        return work

    return add


def answer(work: Work, desk: Desk, options: dict[str, Any]) -> int:
    """Do it, print the answer or the error, return the exit code."""
    try:
        found = work(desk, **let_all_in(options))
    except KrisekanalError as error:
        _complain(error, as_json=desk.as_json)
        return error.exit_code
    if isinstance(found, CommandResult):
        _print(found.answer, desk)
        return found.exit_code
    _print(found, desk)
    return 0


class CommandResult:
    """What is printed, and an exit code that is not the usual 0: the answer is complete, and still not good."""

    def __init__(self, answer: Any, exit_code: int) -> None:
        self.answer, self.exit_code = answer, exit_code


def jsonable(value: Any) -> Any:
    """Nouns as JSON values; a sentence as the words the reader gets."""
    if isinstance(value, Sentence):
        return {"message": read(value)}
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {key: jsonable(entry) for key, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [jsonable(entry) for entry in value]
    return value


def _print(found: Any, desk: Desk) -> None:
    if found is None:
        return
    if desk.as_json:
        plain.write_json(json.dumps(jsonable(found), ensure_ascii=False, indent=1))
        return
    show.show(found)


def _complain(error: KrisekanalError, *, as_json: bool) -> None:
    problems = error.problems if isinstance(error, ConfigInvalid) else ()
    lines = [{"file": p.file, "line": p.line, "where": p.where, "message": read(p.sentence)} for p in problems]
    if as_json:
        body = {"error": type(error).__name__, "exit_code": error.exit_code, "message": read(error.sentence)}
        plain.write_json(json.dumps({**body, "problems": lines}, ensure_ascii=False, indent=1), sys.stderr)
        return
    show.complain(read(error.sentence), lines)
