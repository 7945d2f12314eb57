"""Areas of the municipality that people know by name, as GeoJSON (RFC 7946): longitude first, then latitude, in degrees (WGS 84)."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from schemas.base import Noun

MOST_POINTS = 500
"""Of one area: what every page and every CAP file can carry. Simplify a finer outline (mapshaper, QGIS)."""


def _without_height(position: Any) -> Any:
    return tuple(position[:2]) if isinstance(position, list | tuple) else position


Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Position = Annotated[tuple[Longitude, Latitude], BeforeValidator(_without_height)]
Ring = Annotated[tuple[Position, ...], Field(min_length=4)]
Rings = Annotated[tuple[Ring, ...], Field(min_length=1)]


class Polygon(Noun):
    """The first ring is the outside, the rest are holes."""

    type: Literal["Polygon"]
    coordinates: Rings

    def outsides(self) -> Iterator[Ring]:
        yield self.coordinates[0]

    def holes(self) -> Iterator[Ring]:
        yield from self.coordinates[1:]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _check(self.coordinates)
        return self


class MultiPolygon(Noun):
    type: Literal["MultiPolygon"]
    coordinates: Annotated[tuple[Rings, ...], Field(min_length=1)]

    def outsides(self) -> Iterator[Ring]:
        for rings in self.coordinates:
            yield rings[0]

    def holes(self) -> Iterator[Ring]:
        for rings in self.coordinates:
            yield from rings[1:]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _check(tuple(ring for rings in self.coordinates for ring in rings))
        return self


def _check(rings: tuple[Ring, ...]) -> None:
    if any(ring[0] != ring[-1] for ring in rings):
        raise ValueError("a ring ends where it begins (RFC 7946, 3.1.6)")
    if sum(map(len, rings)) > MOST_POINTS:
        raise ValueError(f"an area has at most {MOST_POINTS} points; simplify it")


Geometry = Annotated[Polygon | MultiPolygon, Field(discriminator="type")]


class Zone(Noun):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: str = Field(min_length=1, max_length=60)
    geometry: Geometry
    layer: str = ""
    """Name of the layer that it is out of; empty for one that is written in the municipality file itself."""


def by_layer(zones: Sequence[Zone]) -> dict[str, list[Zone]]:
    """By the name of their layer, in their own order; "" has those of no layer."""
    found: dict[str, list[Zone]] = {}
    for zone in zones:
        found.setdefault(zone.layer, []).append(zone)
    return found


class ZoneLayer(Noun):
    """A GeoJSON file beside the municipality file, every feature of which is a zone: `<id>-<its name as a word>`."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,14}$")
    name: str = Field(min_length=1, max_length=60)
    file: str = Field(pattern=r"^\w[\w .-]{0,99}\.geojson$")
    name_from: str = Field(default="name", min_length=1, max_length=60)
    """The property that holds a feature's name."""
    within_metres: int = Field(default=50, ge=1, le=2000)
    """Of a line: who lives so near to it is in its zone."""
