"""An area that was drawn for one crisis: kept as it was drawn, refused where nobody could say what is in it."""

import pytest
from pydantic import TypeAdapter

from policy.crises import areas
from schemas.crises.geojson import LARGEST, feature, one_area
from schemas.crises.zone import Geometry
from schemas.errors import InvalidInput
from store.context import AppContext
from store.crises import find, lifecycle
from store.evidence import audit
from tests.cast import request

RING = [[10.3, 63.3], [10.5, 63.3], [10.5, 63.5], [10.3, 63.5], [10.3, 63.3]]
HOLE = [[10.35, 63.35], [10.4, 63.35], [10.4, 63.4], [10.35, 63.35]]
CROSSED = [[10.3, 63.3], [10.5, 63.5], [10.5, 63.3], [10.3, 63.5], [10.3, 63.3]]
READ: TypeAdapter[Geometry] = TypeAdapter(Geometry)


def polygon(*rings: list[list[float]]) -> Geometry:
    return READ.validate_python({"type": "Polygon", "coordinates": rings})


def test_it_is_kept_as_it_was_drawn(ctx: AppContext) -> None:
    area = polygon(RING, HOLE)
    crisis = lifecycle.establish(ctx, "kari", request().model_copy(update={"area": area}))
    assert crisis.area == area and find.show(ctx, crisis.id).area == area, "with its hole"
    (said,) = [event for event in audit.events(ctx, crisis.id) if event.action == "crisis.established"]
    assert said.data["area"] == area.model_dump(mode="json")
    assert areas.where(ctx.municipality, crisis) == [area]


def test_one_that_crosses_itself_sets_nothing_up(ctx: AppContext) -> None:
    with pytest.raises(InvalidInput) as refused:
        lifecycle.establish(ctx, "kari", request().model_copy(update={"area": polygon(CROSSED)}))
    assert "10.4, 63.4" in str(refused.value) and find.listing(ctx) == []


def test_one_with_latitude_first_sets_nothing_up(ctx: AppContext) -> None:
    """It would lie in the sea off Arabia, where nobody is warned."""
    swapped = polygon([[north, east] for east, north in RING])
    with pytest.raises(InvalidInput, match="changed places"):
        lifecycle.establish(ctx, "kari", request().model_copy(update={"area": swapped}))
    assert find.listing(ctx) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "Polygon", "coordinates": [[[10,63],[11,63],[11,64],[10,63]]]}',
        '{"type": "Feature", "properties": {"navn": "Hell"}, "geometry": {"type": "Polygon", "coordinates": [[[10,63],[11,63],[11,64],[10,63]]]}}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": null, "geometry": {"type": "MultiPolygon", "coordinates": [[[[10,63,5],[11,63,5],[11,64,5],[10,63,5]]]]}}]}',
    ],
    ids=["bare", "feature", "collection"],
)
def test_an_area_is_read_however_it_is_wrapped(text: str) -> None:
    (ring,) = list(one_area(text).outsides())
    assert len(ring) == 4 and ring[0] == (10, 63)
    assert feature(text)[0] == ("Hell" if "Hell" in text else "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "7",
        '{"type": "Feature"}',
        '{"type": "Feature", "geometry": null}',
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "FeatureCollection", "features": 4}',
        '{"type": "Point", "coordinates": [10, 63]}',
        '{"type": "Polygon", "coordinates": [[[10,63],[11,63],[11,64],[10,64]]]}',
        '{"type": "Polygon", "coordinates": [[[63,910],[63,911],[64,911],[63,910]]]}',
        "[" * 100_000,
        '{"type": "Polygon"}' + " " * LARGEST,
    ],
)
def test_what_is_none_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError):  # its reader says it in words of its own
        one_area(text)
