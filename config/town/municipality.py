"""The municipality file: read, validated and cross-checked, every problem told at once."""

from pathlib import Path

from config.checks.every import cross_checks
from config.reading import layers
from config.reading.read_yaml import read_source
from config.town.validate import all_problems
from schemas.accounts.channel_rules import Rules
from schemas.errors import ConfigInvalid
from schemas.municipality import Municipality
from schemas.sentence import say


def load_municipality(path: Path, rules: Rules) -> Municipality:
    """Raises `ConfigInvalid` with every problem of the file, in the order of its lines."""
    source = read_source(path)
    problems = all_problems(source, Municipality, lambda read: cross_checks(read, rules))
    if problems:
        raise ConfigInvalid(
            say(
                "{file} has mistakes ({count}). Correct them, then try again with `krisekanal config check`.",
                file=source.file,
                count=len(problems),
            ),
            problems,
        )
    town = Municipality.model_validate(source.data)
    made = [zone for layer in town.layers for zone in layers.zones_of(path.parent, layer)]
    return town.model_copy(update={"zones": (*town.zones, *made)}) if made else town
