"""Which area a point is in: against points whose answer was worked out by hand, holes, borders and single metres among them."""

from collections.abc import Sequence
from math import cos, radians
from typing import Any

import pytest

from policy.recipients.places import AreaIndex
from schemas.crises.zone import MultiPolygon, Polygon, Zone
from schemas.errors import InvalidInput

WEST, EAST, SOUTH, NORTH = 10.90, 11.00, 63.40, 63.50
HOLE = ((10.94, 63.44), (10.96, 63.44), (10.96, 63.46), (10.94, 63.46), (10.94, 63.44))
ISLAND = ((10.945, 63.445), (10.955, 63.445), (10.955, 63.455), (10.945, 63.455), (10.945, 63.445))
OUTSIDE = ((WEST, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST, NORTH), (WEST, SOUTH))
METRE_NORTH = 1 / 111_320
"""Degrees."""


def metre_east(latitude: float) -> float:
    return METRE_NORTH / cos(radians(latitude))


def zone(name: str, *rings: Sequence[tuple[float, float]]) -> Zone:
    return Zone(id=name, name=name, geometry=Polygon(type="Polygon", coordinates=rings))


WITH_HOLE = zone("vannverk", OUTSIDE, HOLE)
GOLD = [
    ("the middle of a side strip", (10.92, 63.45), True),
    ("the hole", (10.95, 63.45), False),
    ("outside", (11.05, 63.45), False),
    ("the western border", (WEST, 63.45), True),
    ("the northern border", (10.95, NORTH), True),
    ("a corner", (EAST, NORTH), True),
    ("the hole's border", (10.94, 63.45), True),
    ("the hole's corner", (10.96, 63.46), True),
    ("a metre inside the west", (WEST + metre_east(63.45), 63.45), True),
    ("a metre outside the west", (WEST - metre_east(63.45), 63.45), False),
    ("a metre inside the south", (10.92, SOUTH + METRE_NORTH), True),
    ("a metre outside the south", (10.92, SOUTH - METRE_NORTH), False),
    ("a metre into the hole", (10.94 + metre_east(63.45), 63.45), False),
    ("a metre before the hole", (10.94 - metre_east(63.45), 63.45), True),
    ("a centimetre into the hole", (10.94 + metre_east(63.45) / 100, 63.45), False),
    ("beside the corner, in line with both borders", (EAST + metre_east(63.5), NORTH + METRE_NORTH), False),
    ("level with the hole's corner", (10.92, 63.46), True),
]


@pytest.mark.parametrize(("point", "inside"), [gold[1:] for gold in GOLD], ids=[gold[0] for gold in GOLD])
def test_the_gold_set(point: tuple[float, float], inside: bool) -> None:
    assert AreaIndex([WITH_HOLE]).zones_of([point]) == ["vannverk" if inside else None]


def test_all_at_once_is_the_same_as_one_by_one() -> None:
    found = AreaIndex([WITH_HOLE]).zones_of([gold[1] for gold in GOLD])
    assert [zone is not None for zone in found] == [gold[2] for gold in GOLD]


def test_an_island_in_a_hole_is_in() -> None:
    both = MultiPolygon(type="MultiPolygon", coordinates=((OUTSIDE, HOLE), (ISLAND,)))
    places = AreaIndex([Zone(id="begge", name="Begge", geometry=both)])
    assert places.zones_of([(10.95, 63.45), (10.942, 63.45), (10.92, 63.45)]) == ["begge", None, "begge"]


def test_of_two_areas_that_share_a_border_the_first_asked_for_has_it() -> None:
    west = zone("vest", ((10.8, 63.4), (10.9, 63.4), (10.9, 63.5), (10.8, 63.5), (10.8, 63.4)))
    assert AreaIndex([west, zone("ost", OUTSIDE)]).zones_of([(10.9, 63.45)]) == ["vest"]
    assert AreaIndex([zone("ost", OUTSIDE), west]).zones_of([(10.9, 63.45)]) == ["ost"]


def test_nothing_is_nowhere() -> None:
    assert AreaIndex([WITH_HOLE]).zones_of([]) == []
    assert AreaIndex([]).zones_of([(10.9, 63.45)]) == [None]
    assert not AreaIndex([]) and AreaIndex([WITH_HOLE])


def test_an_area_that_crosses_itself_says_where() -> None:
    bow_tie: Any = ((10.0, 63.0), (11.0, 64.0), (11.0, 63.0), (10.0, 64.0), (10.0, 63.0))
    with pytest.raises(InvalidInput, match=r"10\.5, 63\.5"):
        AreaIndex([zone("sloyfe", bow_tie)])


def test_parts_that_touch_or_overlap_are_one_area() -> None:
    """As a map's neighbouring fields: the border between them is in, and nothing of either is lost."""
    middle = 10.95
    west = ((WEST, SOUTH), (middle, SOUTH), (middle, NORTH), (WEST, NORTH), (WEST, SOUTH))
    east = ((middle, SOUTH), (EAST, SOUTH), (EAST, NORTH), (middle, NORTH), (middle, SOUTH))
    for parts in (((west,), (east,)), ((west,), (OUTSIDE,))):
        both = Zone(id="to", name="To", geometry=MultiPolygon(type="MultiPolygon", coordinates=parts))
        index = AreaIndex([both])
        assert index.zones_of([(10.92, 63.45), (middle, 63.45), (10.98, 63.45), (11.05, 63.45)]) == ["to"] * 3 + [None]


def test_one_part_that_crosses_itself_is_refused_wherever_it_stands() -> None:
    crossed = ((10.0, 63.0), (10.1, 63.1), (10.1, 63.0), (10.0, 63.1), (10.0, 63.0))
    with pytest.raises(InvalidInput, match=r"near 10\.05, 63\.05"):
        AreaIndex(
            [Zone(id="x", name="X", geometry=MultiPolygon(type="MultiPolygon", coordinates=((OUTSIDE,), (crossed,))))]
        )
