"""Zones out of a layer of the municipality's own: a GeoJSON file beside the municipality file, every feature a zone (RFC 7946)."""

import json
from collections.abc import Iterator, Sequence
from math import cos, isfinite, radians
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from slugify import slugify

from policy import os_faults
from policy.recipients.swapped import are_swapped
from schemas.crises.zone import MOST_POINTS, Geometry, Zone, ZoneLayer
from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say

LARGEST = 10_000_000
"""Bytes of one file."""
MOST_ZONES = 200
"""Of one layer: what a form can list."""
_AREAS, _LINES, _POINTS = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString"), ("Point", "MultiPoint")
_DEGREE = 111_320.0
"""Metres of one degree of latitude; of longitude times the cosine of it."""
_GEOMETRY: TypeAdapter[Geometry] = TypeAdapter(Geometry)


def beside(town_file: Path) -> list[Path]:
    """Every file that a layer may be in."""
    return sorted(town_file.parent.glob("*.geojson"))


def zones_of(folder: Path, layer: ZoneLayer) -> tuple[Zone, ...]:
    """In the order of the file. Raises `InvalidInput`."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    for number, feature in enumerate(_features(folder / layer.file, layer), start=1):
        by_name.setdefault(_name(feature, number, layer), []).append(_geometry(feature, number, layer))
    if not 1 <= len(by_name) <= MOST_ZONES:
        raise InvalidInput(
            say(
                "{file} makes {count} zones. A layer has from 1 to {most}.",
                file=layer.file,
                count=len(by_name),
                most=MOST_ZONES,
            )
        )
    first: dict[str, str] = {}
    for name in by_name:
        if first.setdefault(_id(layer, name), name) != name:
            raise InvalidInput(
                say(
                    "In {file}, “{first}” and “{second}” would both be the zone {id}. Change one of the names.",
                    file=layer.file,
                    first=first[_id(layer, name)],
                    second=name,
                    id=_id(layer, name),
                )
            )
    return tuple(
        Zone(id=_id(layer, name), name=name[:60], geometry=_one(geometries, name, layer), layer=layer.name)
        for name, geometries in by_name.items()
    )


def _id(layer: ZoneLayer, name: str) -> str:
    return f"{layer.id}-{slugify(name)}"[:40].rstrip("-")


def _features(path: Path, layer: ZoneLayer) -> list[Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise InvalidInput(say("{file} is larger than 10 MB. Simplify it (mapshaper.org).", file=layer.file))
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InvalidInput(
            say(
                "There is no file {file} beside the municipality file ({folder}).",
                file=layer.file,
                folder=str(path.parent),
            )
        ) from None
    except OSError as error:
        raise InvalidInput(
            say("{file} cannot be read ({reason}).", file=layer.file, reason=os_faults.why(error))
        ) from None
    except (ValueError, RecursionError):
        raise InvalidInput(_no_layer(layer)) from None
    features: Any = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise InvalidInput(_no_layer(layer))
    return features


def _no_layer(layer: ZoneLayer) -> Sentence:
    return say("{file} is no GeoJSON FeatureCollection. Export the layer as GeoJSON (WGS 84).", file=layer.file)


def _name(feature: Any, number: int, layer: ZoneLayer) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    value = properties.get(layer.name_from) if isinstance(properties, dict) else None
    name = str(value).strip() if isinstance(value, str | int) else ""
    if not slugify(name):
        raise InvalidInput(
            say(
                "Feature {number} of {file} has no name: its property {name_from} is empty. Fill it, or name another in `name_from`.",
                number=number,
                file=layer.file,
                name_from=layer.name_from,
            )
        )
    return name


def _geometry(feature: Any, number: int, layer: ZoneLayer) -> dict[str, Any]:
    found = feature.get("geometry")
    kind = found.get("type") if isinstance(found, dict) else None
    if kind in _POINTS:
        raise InvalidInput(
            say("Feature {number} of {file} is a point. A zone is an area or a line.", number=number, file=layer.file)
        )
    try:
        positions = list(_positions(found["coordinates"])) if kind in (*_AREAS, *_LINES) else []
    except (KeyError, TypeError, ValueError, RecursionError):
        positions = []
    if not positions:
        raise InvalidInput(
            say("Feature {number} of {file} has no area or line that can be read.", number=number, file=layer.file)
        )
    for x, y in positions:
        if not (-180 <= x <= 180 and -90 <= y <= 90):
            raise InvalidInput(
                say(
                    "Feature {number} of {file} lies at {x}, {y}: these are metres of a map (UTM), not degrees. "
                    "Export the layer in WGS 84 (EPSG:4326).",
                    number=number,
                    file=layer.file,
                    x=x,
                    y=y,
                )
            )
        if are_swapped(x, y):
            raise InvalidInput(
                say(
                    "Feature {number} of {file} lies at {x}, {y}: longitude and latitude have changed places. Longitude stands first.",
                    number=number,
                    file=layer.file,
                    x=x,
                    y=y,
                )
            )
    return {"type": kind, "coordinates": found["coordinates"]}


def _positions(within: Any) -> Iterator[tuple[float, float]]:
    if isinstance(within, list | tuple) and within and not isinstance(within[0], list | tuple):
        x, y = float(within[0]), float(within[1]) if len(within) > 1 else float("nan")
        if not (isfinite(x) and isfinite(y)):
            raise ValueError("no position")
        yield x, y
        return
    for each in within:
        yield from _positions(each)


def _one(geometries: Sequence[dict[str, Any]], name: str, layer: ZoneLayer) -> Geometry:
    """Features of one name as one area: the areas as they are, the lines with what lies within so many metres of them."""
    import shapely  # noqa: PLC0415  # with numpy: a municipality without a layer needs neither to begin
    from shapely.geometry import mapping, shape  # noqa: PLC0415  # as above

    from policy.recipients.places import whole  # noqa: PLC0415  # it needs shapely, too

    unfit = say(
        "“{name}” in {file} is no area that can be used: a ring crosses itself or is not closed.",
        name=name,
        file=layer.file,
    )
    try:
        if len(geometries) == 1 and geometries[0]["type"] in _AREAS and shape(geometries[0]).is_valid:
            made: Any = geometries[0]
        else:
            shapes = [shape(each) for each in geometries]
            lines = [each for each in shapes if each.geom_type in _LINES]
            areas = [whole(each) for each in shapes if each.geom_type in _AREAS]
            if None in areas:
                raise InvalidInput(unfit)
            together = shapely.unary_union(
                [shapely.force_2d(each) for each in areas + _roads(lines, layer.within_metres)]
            )
            made = mapping(together)
        count = sum(1 for _ in _positions(made["coordinates"]))
        if count > MOST_POINTS:
            raise InvalidInput(
                say(
                    "“{name}” in {file} has {count} points, and an area at most {most}. Simplify the layer (mapshaper.org).",
                    name=name,
                    file=layer.file,
                    count=count,
                    most=MOST_POINTS,
                )
            )
        return _GEOMETRY.validate_python(made)
    except (ValidationError, ValueError, TypeError, IndexError, shapely.errors.ShapelyError):
        raise InvalidInput(unfit) from None


def _roads(lines: Sequence[Any], metres: int) -> list[Any]:
    """What lies within so many metres of the lines, in a plane of metres around them; rather up to a twentieth more than less."""
    if not lines:
        return []
    import numpy  # noqa: PLC0415  # as for the areas: only who has a layer needs it
    import shapely  # noqa: PLC0415  # as above

    whole = shapely.unary_union([shapely.force_2d(line) for line in lines])
    scale = numpy.array([_DEGREE * cos(radians(whole.centroid.y)), _DEGREE])
    plane = shapely.transform(whole, lambda points: points * scale)
    around = plane.buffer(metres * 1.05, quad_segs=8).simplify(metres * 0.04)
    return [shapely.transform(around, lambda points: points / scale)]
