"""Zones of the municipality: as CAP has them, as they are drawn, and what is no area."""

import pytest
from pydantic import TypeAdapter, ValidationError

from policy.crises import areas
from schemas.crises.zone import MOST_POINTS, Geometry, Zone
from schemas.municipality import Municipality
from tests.cast import MUNICIPALITY

SQUARE = [[10.0, 63.0], [11.0, 63.0], [11.0, 64.0], [10.0, 64.0], [10.0, 63.0]]
INSIDE = [[10.2, 63.2], [10.4, 63.2], [10.4, 63.4], [10.2, 63.4], [10.2, 63.2]]
READ: TypeAdapter[Geometry] = TypeAdapter(Geometry)


def zone(name: str, *rings: list[list[float]]) -> Zone:
    return Zone(id=name.casefold(), name=name, geometry=READ.validate_python({"type": "Polygon", "coordinates": rings}))


TOWN: Municipality = MUNICIPALITY.model_copy(
    update={"outline": zone("x", SQUARE).geometry, "zones": (zone("Hell", INSIDE), zone("Elv", SQUARE, INSIDE))}
)


def test_cap_has_latitude_first_and_closes_the_ring() -> None:
    """CAP 1.2, 3.2.4: at least four pairs, the last is the first."""
    pairs = areas.cap([TOWN.zones[0].geometry]).split()
    assert pairs[0] == "63.20000,10.20000" == pairs[-1] and len(pairs) == 5


def test_a_hole_is_left_out_and_many_parts_are_many_polygons() -> None:
    assert areas.cap([TOWN.zones[1].geometry]) == areas.cap([zone("x", SQUARE).geometry])
    many = READ.validate_python({"type": "MultiPolygon", "coordinates": [[SQUARE], [INSIDE]]})
    assert len(areas.cap([many]).splitlines()) == 2


def test_what_is_written_for_cap_is_read_back() -> None:
    (ring,) = areas.from_cap(areas.cap([TOWN.zones[0].geometry]))
    assert ring == [tuple(point) for point in INSIDE]


def test_north_is_up_and_east_is_right_and_all_is_inside() -> None:
    drawing = areas.of_municipality(TOWN, ["hell"])
    assert drawing is not None
    assert [shape.kind for shape in drawing.shapes] == ["outline", "zone", "chosen"], "what is chosen is drawn last"
    for shape in drawing.shapes:
        points = [tuple(map(float, pair.split(","))) for pair in shape.points.split()]
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in points)
    hell, whole = drawing.shapes[2], drawing.shapes[0]
    assert hell.x < whole.x and hell.y > whole.y, "south-west of the middle"
    assert drawing.height > drawing.width, "a degree of longitude is short so far north"


def test_a_name_stands_only_where_it_has_room() -> None:
    large, small = zone("Bygdesentrum", SQUARE), zone("Helsetunet", INSIDE)
    drawing = areas.of_municipality(TOWN.model_copy(update={"zones": (large, small)}), [])
    assert drawing is not None
    assert [(shape.name, shape.fits) for shape in drawing.shapes[1:]] == [(large.name, True), (small.name, False)]


def test_nothing_to_draw() -> None:
    assert areas.of_municipality(MUNICIPALITY, []) is None and areas.of_message("", "") is None


def test_names_in_words() -> None:
    hell, elv = TOWN.zones
    assert [areas.in_words(zones) for zones in ([], [hell], [hell, elv], [hell, elv, hell])] == [
        "",
        "Hell",
        "Hell og Elv",
        "Hell, Elv og Hell",
    ]
    assert areas.unknown(TOWN, ["hell", "mars"]) == ["mars"] and areas.chosen(TOWN, ["mars"]) == []


def test_heights_are_left_out() -> None:
    high = READ.validate_python({"type": "Polygon", "coordinates": [[[*point, 12.0] for point in SQUARE]]})
    assert areas.cap([high]) == areas.cap([zone("x", SQUARE).geometry])


@pytest.mark.parametrize(
    "coordinates",
    [
        [SQUARE[:-1]],
        [SQUARE[:3]],
        [],
        [[[63.0, 190.0]] * 5],
        [[[200.0, 63.0]] * 5],
        [[[10 + n / 10_000, 63.0] for n in range(MOST_POINTS + 1)] + [[10.0, 63.0]]],
        [[["10", "øst"]] * 5],
    ],
    ids=["open", "short", "empty", "latitude", "longitude", "too-fine", "words"],
)
def test_what_is_no_area_is_refused(coordinates: list[object]) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python({"type": "Polygon", "coordinates": coordinates})
