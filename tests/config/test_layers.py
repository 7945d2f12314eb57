"""Layers of zones: every feature of a file beside the municipality file is a zone, or says why it cannot be one."""

import json
from collections.abc import Sequence
from math import cos, radians
from pathlib import Path
from typing import Any

import pytest

from config.reading import layers
from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from policy.recipients.places import AreaIndex
from schemas.crises.zone import MOST_POINTS
from schemas.municipality import Municipality
from tests.config.good_file import GOOD, line_of, problems

Ring = Sequence[tuple[float, float]]
METRE = 1 / 111_320
"""Of latitude, in degrees."""
LAYER = "layers:\n  - {id: vann, name: Vannsoner, file: vann.geojson, name_from: sone}\n"
LAT = 63.45


def square(west: float, south: float, side: float = 0.1) -> list[tuple[float, float]]:
    east, north = west + side, south + side
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def feature(name: Any, kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"sone": name}, "geometry": {"type": kind, "coordinates": coordinates}}


def put(path: Path, *features: Any) -> None:
    collection = {"type": "FeatureCollection", "features": list(features)}
    path.with_name("vann.geojson").write_text(json.dumps(collection), encoding="utf-8")


def loaded(path: Path, text: str = GOOD + LAYER) -> Municipality:
    path.write_text(text, encoding="utf-8")
    return load_municipality(path, PLATFORMS)


def found(town: Municipality, *points: tuple[float, float]) -> list[str | None]:
    return AreaIndex(town.zones).zones_of(points)


def test_areas_with_a_hole_and_of_several_parts_become_zones(path: Path) -> None:
    put(
        path,
        feature("Åse vannverk", "Polygon", [square(10.0, 63.0), square(10.04, 63.04, 0.02)]),
        feature("Øyene", "MultiPolygon", [[square(11.0, 63.0)], [square(11.5, 63.0)]]),
        feature(7, "Polygon", [square(12.0, 63.0)]),
    )
    town = loaded(path)
    assert [(zone.id, zone.name, zone.layer) for zone in town.zones] == [
        ("vann-ase-vannverk", "Åse vannverk", "Vannsoner"),
        ("vann-oyene", "Øyene", "Vannsoner"),
        ("vann-7", "7", "Vannsoner"),
    ]
    asked = ((10.01, 63.01), (10.05, 63.05), (11.05, 63.05), (11.3, 63.05), (11.55, 63.05), (12.05, 63.05))
    assert found(town, *asked) == ["vann-ase-vannverk", None, "vann-oyene", None, "vann-oyene", "vann-7"]


def test_features_of_one_name_are_one_zone(path: Path) -> None:
    put(path, feature("A", "Polygon", [square(10.0, 63.0)]), feature("A", "Polygon", [square(10.5, 63.0)]))
    town = loaded(path)
    assert found(town, (10.05, 63.05), (10.3, 63.05), (10.55, 63.05)) == ["vann-a", None, "vann-a"]


def test_fields_that_share_a_border_are_one_zone(path: Path) -> None:
    """One feature of several parts, as a map exports them; not valid by itself, since its parts touch along a line."""
    put(path, feature("A", "MultiPolygon", [[square(10.0, 63.0)], [square(10.1, 63.0)], [square(10.15, 63.05)]]))
    asked = ((10.05, 63.05), (10.1, 63.05), (10.18, 63.08), (10.22, 63.12), (10.22, 63.02))
    assert found(loaded(path), *asked) == ["vann-a"] * 4 + [None]


def test_who_lives_by_a_road_is_in_its_zone(path: Path) -> None:
    """Its two stretches bend in a right angle; metres are metres to the north and to the east."""
    put(
        path,
        feature("E6", "LineString", [(10.90, LAT, 12.5), (10.92, LAT, 13.0)]),
        feature("E6", "MultiLineString", [[(10.92, LAT), (10.92, LAT + 0.02)]]),
    )
    town = loaded(path, GOOD + LAYER.replace("sone}", "sone, within_metres: 30}"))
    east = METRE / cos(radians(LAT))
    near = ((10.91, LAT + 29.9 * METRE), (10.91, LAT - 29.9 * METRE), (10.92 + 29.8 * east, LAT + 0.01))
    far = ((10.91, LAT + 32 * METRE), (10.91, LAT - 32 * METRE), (10.92 + 32 * east, LAT + 0.01))
    assert found(town, *near, *far) == ["vann-e6"] * 3 + [None] * 3


SQUARE = feature("A", "Polygon", [square(10.0, 63.0)])
MANY = [(10 + n / 1000, 63.0) for n in range(MOST_POINTS)]


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ([SQUARE, feature("", "Polygon", [square(10.0, 63.0)])], "Feature 2 of vann.geojson has no name"),
        ([{**SQUARE, "properties": None}], "has no name: its property sone is empty"),
        ([feature("A", "Point", [10.0, 63.0])], "Feature 1 of vann.geojson is a point"),
        ([feature("A", "Polygon", [square(595_000.0, 7_039_000.0)])], "metres of a map"),
        ([feature("A", "Polygon", [square(63.4, 10.9)])], "lies at 63.4, 10.9: longitude and latitude have changed"),
        ([feature("A", "Polygon", [])], "no area or line that can be read"),
        ([feature("A", "LineString", [["x", "y"]])], "no area or line that can be read"),
        ([feature("A", "GeometryCollection", [])], "no area or line that can be read"),
        ([{**SQUARE, "geometry": None}], "no area or line that can be read"),
        ([feature("A", "Polygon", [[(10, 63), (11, 64), (11, 63), (10, 64), (10, 63)]])], "crosses itself"),
        (
            [feature("A", "Polygon", [[*MANY, (10.2, 63.1), (10, 63)]])],
            f"502 points, and an area at most {MOST_POINTS}",
        ),
        ([SQUARE, feature("Å", "Polygon", [square(11.0, 63.0)])], "“A” and “Å” would both be the zone vann-a"),
        ([], "makes 0 zones"),
        ([feature(f"n{n}", "Polygon", [square(10.0, 63.0)]) for n in range(201)], "makes 201 zones"),
        (["x"], "has no name"),
    ],
)
def test_a_feature_that_is_no_zone_says_which_and_why(path: Path, features: list[Any], words: str) -> None:
    put(path, *features)
    (problem,) = problems(path, GOOD + LAYER)
    assert words in str(problem.sentence)
    assert (problem.where, problem.line) == ("layers[0].file", line_of(GOOD + LAYER, "{id: vann"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "no file vann.geojson beside the municipality file"),
        ("{", "no GeoJSON FeatureCollection"),
        ("[" * 100_000, "no GeoJSON FeatureCollection"),
        ('{"type": "Topology"}', "no GeoJSON FeatureCollection"),
        ('{"type": "FeatureCollection", "features": 3}', "no GeoJSON FeatureCollection"),
        (" " * 300, "larger than"),
    ],
)
def test_a_file_that_is_no_layer_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, words: str
) -> None:
    if text and "larger" in words:
        monkeypatch.setattr(layers, "LARGEST", 200)
    if text is not None:
        path.with_name("vann.geojson").write_text(text, encoding="utf-8")
    (problem,) = problems(path, GOOD + LAYER)
    assert words in str(problem.sentence)


def test_a_zone_that_is_there_already_and_a_layer_twice_are_told(path: Path) -> None:
    put(path, SQUARE)
    ring = [list(point) for point in square(10.0, 63.0)]
    zone = f"zones:\n  - {{id: vann-a, name: A, geometry: {{type: Polygon, coordinates: [{ring}]}}}}\n"
    (problem,) = problems(path, GOOD + LAYER + zone)
    assert "would be the zone vann-a, which there is already" in str(problem.sentence)
    again = LAYER + LAYER.splitlines()[1] + "\n"
    assert {problem.where for problem in problems(path, GOOD + again)} == {"layers[1].id", "layers[1].file"}


def test_a_file_lies_beside_the_municipality_file_and_nowhere_else(path: Path) -> None:
    (problem,) = problems(path, GOOD + LAYER.replace("vann.geojson", "../vann.geojson"))
    assert "beside the municipality file" in str(problem.sentence)
