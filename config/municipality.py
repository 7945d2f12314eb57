"""The municipality file: read, validated and cross-checked, every problem told at once."""

from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from config.checks import cross_checks
from config.checks.secrets import inline_secrets
from config.explain import Fault, explain
from config.read_yaml import read_source
from config.source import Loc, Source
from schemas.errors import ConfigInvalid, Problem
from schemas.municipality import Municipality
from schemas.sentence import say


def load_municipality(path: Path) -> Municipality:
    """Raises `ConfigInvalid` with every problem of the file, in the order of its lines."""
    source = read_source(path)
    faults = _validate(source.data)
    problems = _all_problems(source, faults)
    if problems:
        raise ConfigInvalid(
            say(
                "{file} has mistakes ({count}). Correct them, then try again with `krisekanal config check`.",
                file=source.file,
                count=len(problems),
            ),
            problems,
        )
    return Municipality.model_validate(source.data)


def _validate(data: Any) -> list[Fault]:
    try:
        Municipality.model_validate(data)
    except ValidationError as error:
        return [dict(fault) for fault in error.errors(include_url=False) if not _only_follows(dict(fault))]
    return []


def _only_follows(fault: Fault) -> bool:
    """Pydantic counts a list whose items are wrong as too short; the items are told of already."""
    return bool(fault["type"] == "too_short" and fault["input"])


def _all_problems(source: Source, faults: list[Fault]) -> tuple[Problem, ...]:
    """Where a secret was found nothing else is said: another sentence could quote it."""
    secrets = list(inline_secrets(source))
    hidden = {problem.where for problem in secrets}
    unread = {_place(problem) for problem in source.problems}
    values = [problem for problem in (_problem(source, fault) for fault in faults) if _place(problem) not in unread]
    others = [problem for problem in (*source.problems, *values, *cross_checks(source)) if problem.where not in hidden]
    return tuple(sorted(secrets + others, key=lambda problem: problem.line or 0))


def _place(problem: Problem) -> tuple[str, int | None]:
    return problem.where, problem.line


def _problem(source: Source, fault: Fault) -> Problem:
    loc: Loc = tuple(fault["loc"])
    return source.problem(loc, explain(fault, _name(loc) or Path(source.file).name, _keys_beside(loc)))


def _name(loc: Loc) -> str:
    """The last key, with what comes after it: `roles[1]`. Empty for the file as a whole."""
    keys = [index for index, part in enumerate(loc) if isinstance(part, str)]
    return "".join(f"[{part}]" if isinstance(part, int) else part for part in loc[keys[-1] :]) if keys else ""


def _keys_beside(loc: Loc) -> tuple[str, ...]:
    """Keys the schema knows in the mapping that holds `loc`."""
    shape: Any = Municipality
    for part in loc[:-1]:
        shape = _inside(shape, part)
    return tuple(shape.model_fields) if _is_model(shape) else ()


def _inside(shape: Any, part: int | str) -> Any:
    if _is_model(shape):
        return shape.model_fields[part].annotation if part in shape.model_fields else None
    return next(iter(get_args(shape)), None)


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)
