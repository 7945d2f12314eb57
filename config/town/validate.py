"""A file against the noun it must become: every problem with its line and what to write instead."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from config.checks.secrets import inline_secrets
from config.reading.explain import Fault, explain
from config.reading.source import Loc, Source
from schemas.errors import Problem

Check = Callable[[Source], Iterator[Problem]]
"""What a file can get wrong although every single value in it is well formed."""


def all_problems(source: Source, shape: type[BaseModel], checks: Check) -> tuple[Problem, ...]:
    """In the order of the lines. Where a secret was found nothing else is said: another sentence could quote it."""
    faults = _validate(source.data, shape)
    secrets = list(inline_secrets(source))
    hidden = {problem.where for problem in secrets}
    unread = {_place(problem) for problem in source.problems}
    values = [
        problem for problem in (_problem(source, fault, shape) for fault in faults) if _place(problem) not in unread
    ]
    others = [problem for problem in (*source.problems, *values, *checks(source)) if problem.where not in hidden]
    return tuple(sorted(secrets + others, key=lambda problem: problem.line or 0))


def _validate(data: Any, shape: type[BaseModel]) -> list[Fault]:
    try:
        shape.model_validate(data)
    except ValidationError as error:
        return [dict(fault) for fault in error.errors(include_url=False) if not _only_follows(dict(fault))]
    return []


def _only_follows(fault: Fault) -> bool:
    """Pydantic counts a list whose items are wrong as too short; the items are told of already."""
    return bool(fault["type"] == "too_short" and fault["input"])


def _place(problem: Problem) -> tuple[str, int | None]:
    return problem.where, problem.line


def _problem(source: Source, fault: Fault, shape: type[BaseModel]) -> Problem:
    loc: Loc = tuple(fault["loc"])
    return source.problem(loc, explain(fault, _name(loc) or Path(source.file).name, _keys_beside(loc, shape)))


def _name(loc: Loc) -> str:
    """The last key, with what comes after it: `roles[1]`. Empty for the file as a whole."""
    keys = [index for index, part in enumerate(loc) if isinstance(part, str)]
    return "".join(f"[{part}]" if isinstance(part, int) else part for part in loc[keys[-1] :]) if keys else ""


def _keys_beside(loc: Loc, shape: Any) -> tuple[str, ...]:
    """Keys the schema knows in the mapping that holds `loc`."""
    for part in loc[:-1]:
        shape = _inside(shape, part)
    return tuple(shape.model_fields) if _is_model(shape) else ()


def _inside(shape: Any, part: int | str) -> Any:
    if _is_model(shape):
        return shape.model_fields[part].annotation if part in shape.model_fields else None
    return next(iter(get_args(shape)), None)


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)
