"""A scenario file: read and checked like the municipality file, every problem with its line and its remedy."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from config.checks.scenario import in_itself, in_this_municipality
from config.reading import scenario_library
from config.reading.nearest import hint
from config.reading.read_yaml import read_source
from config.reading.source import Source
from config.town.validate import all_problems
from schemas.errors import ConfigInvalid, NotFound, Problem
from schemas.exercises.scenario import Scenario
from schemas.municipality import Municipality
from schemas.sentence import say


def find(folders: Sequence[Path], scenario_id: str, municipality: Municipality) -> Scenario:
    """Raises `NotFound` with what there is, or `ConfigInvalid` with every problem of the file."""
    known = scenario_library.files(folders)
    if scenario_id not in known:
        raise NotFound(say("There is no scenario {id}. {hint}", id=scenario_id, hint=hint(scenario_id, known)))
    return load(known[scenario_id], municipality)


def load(path: Path, municipality: Municipality) -> Scenario:
    """Raises `ConfigInvalid`. What it names must be in this municipality's own file."""
    source = read_source(path)
    problems = all_problems(source, Scenario, partial(_checked, municipality))
    if problems:
        raise ConfigInvalid(
            say(
                "The scenario {file} has mistakes ({count}). Correct them, then try again.",
                file=source.file,
                count=len(problems),
            ),
            problems,
        )
    return Scenario.model_validate(source.data)


def _checked(municipality: Municipality, source: Source) -> Iterator[Problem]:
    yield from in_itself(source)
    yield from in_this_municipality(source, municipality)
