"""Where an alert draws its area and says no municipality, it is looked at beside the outline or the zones of ours."""

from collections.abc import Sequence
from math import cos, pi, sin

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from desk.api.cap import Receiver, read_cap
from policy.crises.alert_areas import Ground
from policy.recipients import places
from schemas.crises.zone import MOST_POINTS, Polygon, Zone
from schemas.errors import InvalidInput
from tests.desk.test_cap import RECEIVER, cap, info

SQUARE = Polygon(type="Polygon", coordinates=(((10.7, 63.3), (11.5, 63.3), (11.5, 63.6), (10.7, 63.6), (10.7, 63.3)),))
OUTLINE = Receiver(RECEIVER.organisation, RECEIVER.now, Ground(SQUARE, ()))
ZONES = Receiver(RECEIVER.organisation, RECEIVER.now, Ground(None, (Zone(id="hell", name="Hell", geometry=SQUARE),)))
NOTHING = RECEIVER

HERE = "63.4,10.9 63.4,11.0 63.5,11.0 63.5,10.9 63.4,10.9"
AROUND = "60.0,5.0 60.0,15.0 66.0,15.0 66.0,5.0 60.0,5.0"
BODO = "67.2,14.3 67.2,14.6 67.4,14.6 67.4,14.3 67.2,14.3"
OSLO = "59.8,10.6 59.8,10.9 60.0,10.9 60.0,10.6 59.8,10.6"
SOUTH_OF_US = "63.0,10.9 63.0,11.2 63.1,11.2 63.1,10.9 63.0,10.9"
SHOAL = "63.29,10.9 63.29,11.0 63.2,11.0 63.2,10.9 63.29,10.9"


def drawn(*polygons: str, circles: Sequence[str] = (), codes: dict[str, str] | None = None) -> bytes:
    inside = "".join(f"<polygon>{each}</polygon>" for each in polygons)
    inside += "".join(f"<circle>{each}</circle>" for each in circles)
    return cap(info(("Her", codes or {}))).replace(b"</areaDesc>", b"</areaDesc>" + inside.encode())


OURS = [
    drawn(HERE),
    drawn(AROUND),
    drawn(BODO, HERE),
    drawn(SHOAL),
    drawn(" ".join(HERE.split()[::-1])),
    drawn(f"\n  {HERE.replace(' ', chr(10))}\n"),
    drawn(" ".join(",".join(pair.split(",")[::-1]) for pair in HERE.split())),
    drawn("63.4,10.9 63.5,11.0 63.5,10.9 63.4,11.0 63.4,10.9"),
    drawn("63.0,11.0 64.0,11.0"),
    drawn("63.45,10.95"),
    drawn(circles=["63.4,11.0 5"]),
    drawn(circles=["67.3,14.4 1000"]),
    drawn(circles=["63.4,11.0 0"]),
    drawn(BODO, circles=["63.4,11.0 5"]),
    drawn(HERE, codes={"CountyId": "99"}),
    drawn(BODO, codes={"MunicipalityId": "9999"}),
    drawn("her og der"),
    drawn("63.4,10.9 nan,nan 63.5,11.0 63.4,10.9"),
    drawn(""),
    drawn(BODO, "her og der"),
    drawn(circles=["her 5"]),
    drawn(circles=["67.3,14.4 -1000"]),
]
THEIRS = [
    drawn(BODO),
    drawn(OSLO),
    drawn(BODO, OSLO),
    drawn(" ".join(BODO.split()[::-1])),
    drawn(circles=["67.3,14.4 30"]),
    drawn(circles=["67.3,14.4 0"]),
    drawn(BODO, circles=["59.9,10.7 30"]),
    drawn(BODO, codes={"CountyId": "99"}),
    drawn(BODO, codes={"EMMA_ID": "NO018"}),
    drawn(HERE, codes={"CountyId": "18"}),
    drawn(HERE, codes={"MunicipalityId": "1804"}),
    drawn("-33.9,151.2 -33.9,151.3 -33.8,151.3 -33.9,151.2"),
]


@pytest.mark.parametrize("receiver", [OUTLINE, ZONES])
@pytest.mark.parametrize("body", OURS)
def test_an_area_that_touches_us_or_cannot_be_read_may_be_ours(body: bytes, receiver: Receiver) -> None:
    assert read_cap(body, receiver).request


@pytest.mark.parametrize("receiver", [OUTLINE, ZONES])
@pytest.mark.parametrize("body", THEIRS)
def test_an_area_drawn_elsewhere_stays_out(body: bytes, receiver: Receiver) -> None:
    with pytest.raises(InvalidInput, match="other municipalities than 9999"):
        read_cap(body, receiver)


def test_beside_us_is_ours_where_only_parts_of_us_are_drawn() -> None:
    assert read_cap(drawn(SOUTH_OF_US), ZONES).request
    with pytest.raises(InvalidInput):
        read_cap(drawn(SOUTH_OF_US), OUTLINE)


def test_where_we_have_drawn_nothing_nobody_can_say() -> None:
    assert read_cap(drawn(BODO), NOTHING).request


@pytest.mark.parametrize(
    "codes", [{"EMMA_ID": "SE014"}, {"NUTS3": "FI1D7"}, {"ISO3166-1": "SE"}, {"EMMA_ID": "SE014 FI008"}]
)
def test_another_country_is_not_ours(codes: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="other municipalities"):
        read_cap(drawn(codes=codes), OUTLINE)


@pytest.mark.parametrize(
    "codes", [{"EMMA_ID": "NO018"}, {"NUTS3": "NO060"}, {"ISO3166-1": "NO"}, {"EMMA_ID": "SE014 NO008"}]
)
def test_our_country_may_be_ours(codes: dict[str, str]) -> None:
    assert read_cap(drawn(codes=codes), OUTLINE).request


def test_only_areas_that_touch_us_are_named() -> None:
    two = info(("Lånke", {}), ("Bodø", {}))
    body = cap(two).decode().replace("Lånke</areaDesc>", f"Lånke</areaDesc><polygon>{HERE}</polygon>")
    body = body.replace("Bodø</areaDesc>", f"Bodø</areaDesc><polygon>{BODO}</polygon>")
    request = read_cap(body.encode(), OUTLINE).request
    assert request and request.where == "Lånke"


def test_what_has_moved_away_is_told_of_the_one_that_waits() -> None:
    """It names what it renews, so it is no news to refuse."""
    body = drawn(BODO).replace(b"<scope>", b"<references>a,b,2026-11-23T12:00:00+01:00</references><scope>")
    alert = read_cap(body, OUTLINE)
    assert alert.request is None and alert.elsewhere


@given(
    st.lists(st.text("0123456789., -+eEnaif\t", max_size=60), max_size=3),
    st.lists(st.text("0123456789., -", max_size=20), max_size=2),
)
def test_whatever_is_drawn_is_ours_theirs_or_not_known(polygons: list[str], circles: list[str]) -> None:
    assert OUTLINE.ground.touched(polygons, circles) in (True, False, None)
    part = OUTLINE.ground.part_of(polygons, circles)
    assert part is None or places.drawn(part).is_valid


def area(body: bytes, receiver: Receiver = OUTLINE) -> BaseGeometry | None:
    request = read_cap(body, receiver).request
    return places.drawn(request.area) if request and request.area else None


def test_what_it_draws_is_offered_as_far_as_it_lies_here() -> None:
    here, square = area(drawn(HERE)), places.drawn(SQUARE)
    assert here is not None and here.bounds == (10.9, 63.4, 11.0, 63.5)
    around = area(drawn(AROUND))
    assert around is not None and around.equals_exact(square, 1e-4, normalize=True), "no more than the municipality"
    both = area(drawn(HERE, circles=["63.35,11.3 1"]))
    assert both is not None and both.geom_type == "MultiPolygon" and both.intersects(Point(11.3, 63.35))
    round_ = area(drawn(circles=["63.35,11.3 1"]))
    assert round_ is not None and 0.035 < round_.bounds[2] - round_.bounds[0] < 0.045, (
        "2 km are that many degrees there"
    )
    backwards = area(drawn(" ".join(",".join(pair.split(",")[::-1]) for pair in HERE.split())))
    assert backwards is not None and backwards.equals(here), "longitude first"
    assert area(drawn(BODO, HERE)) is not None and area(drawn(HERE), ZONES) is not None


@pytest.mark.parametrize("body", [drawn(SHOAL), drawn("63.0,11.0 64.0,11.0"), drawn("63.45,10.95"), drawn("her")])
def test_what_is_no_area_here_is_not_offered(body: bytes) -> None:
    assert area(body) is None and area(drawn(HERE), NOTHING) is None


def test_a_coast_is_drawn_with_as_many_points_as_a_page_can_carry() -> None:
    ring = [(63.45 + (0.04 + 0.02 * (n % 2)) * sin(n / 600 * pi), 11 + 0.1 * cos(n / 600 * pi)) for n in range(1200)]
    jagged = " ".join(f"{lat:.5f},{lon:.5f}" for lat, lon in [*ring, ring[0]])
    many = [" ".join(f"63.{35 + k},{10.9 + n * 0.01 + d}" for d in (0, 0.005)) for n in range(30) for k in range(2)]
    squares = [f"{one} 63.36,{10.9 + n * 0.01} {one.split()[0]}" for n, one in enumerate(many)]
    found = area(drawn(jagged, *squares))
    assert found is not None and shapely.get_num_coordinates(found) <= MOST_POINTS
