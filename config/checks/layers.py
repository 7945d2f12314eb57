"""Layers of zones: the files are there, and give zones that nothing else is called."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from config.reading.layers import zones_of
from config.reading.source import Source
from schemas.crises.zone import ZoneLayer
from schemas.errors import InvalidInput, Problem
from schemas.sentence import say


def layers_are_zones(source: Source) -> Iterator[Problem]:
    taken = set(source.ids("zones"))
    for entry in source.entries("layers"):
        try:
            layer = ZoneLayer.model_validate(entry.data)
            made = zones_of(Path(source.file).parent, layer)
        except ValidationError:  # told of already
            continue
        except InvalidInput as error:
            yield source.problem(entry.at("file"), error.sentence)
            continue
        for zone in made:
            if zone.id in taken:
                sentence = say(
                    "“{name}” in {file} would be the zone {id}, which there is already.",
                    name=zone.name,
                    file=layer.file,
                    id=zone.id,
                )
                yield source.problem(entry.at("file"), sentence)
            taken.add(zone.id)
