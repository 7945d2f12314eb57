"""An area that is drawn on the map of a form, or put into its field: GeoJSON."""

from policy.recipients import places
from schemas.crises.geojson import one_area
from schemas.crises.zone import Geometry
from schemas.errors import InvalidInput
from schemas.sentence import say


def drawn(text: str) -> Geometry | None:
    """None where nothing is drawn. Raises `InvalidInput` for what is no area, or crosses itself."""
    if not text:
        return None
    try:
        area = one_area(text)
    except ValueError:
        raise InvalidInput(
            say("The drawn area is no GeoJSON of one Polygon or MultiPolygon, closed, in degrees.")
        ) from None
    places.drawn(area)
    return area
