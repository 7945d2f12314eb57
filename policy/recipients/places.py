"""Which area a point is in. The border belongs to the area: a warning that reaches somebody more is the better one.

Longitude and latitude are taken for a plane, and an edge for the straight line between its ends in it (RFC 7946, 3.1.1); within a
municipality that is less than a metre from what a map shows. Holes are out, their own border is in.
"""

from collections.abc import Sequence

import numpy
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from policy.recipients.swapped import SWAPPED, are_swapped
from schemas.crises.zone import Geometry, Zone
from schemas.errors import InvalidInput
from schemas.sentence import say


class AreaIndex:
    """The areas are looked at once, and asked for many points at a time."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        self._ids = [zone.id for zone in zones]
        self._areas = [drawn(zone.geometry) for zone in zones]
        shapely.prepare(self._areas)

    def __bool__(self) -> bool:
        return bool(self._ids)

    def zones_of(self, points: Sequence[tuple[float, float]]) -> list[str | None]:
        """Of each point (longitude, latitude) the first area it is in, in the order they were given."""
        found = numpy.full(len(points), -1)
        if len(points):
            x, y = numpy.asarray(points, dtype=float).T
            for number, area in enumerate(self._areas):
                found[(found < 0) & shapely.intersects_xy(area, x, y)] = number
        return [self._ids[number] if number >= 0 else None for number in found]

    def every_zone_of(self, points: Sequence[tuple[float, float]]) -> list[set[str]]:
        """Of each point (longitude, latitude) all the areas it is in."""
        found: list[set[str]] = [set() for _ in points]
        if len(points) and self._areas:
            tree = shapely.STRtree(self._areas)
            for number, area in tree.query(shapely.points(points), predicate="intersects").T:
                found[number].add(self._ids[area])
        return found


def drawn(geometry: Geometry) -> BaseGeometry:
    """Raises `InvalidInput` for one that crosses itself: nobody could say what is in it; and for one that lies far from here."""
    made = shape(geometry.model_dump())
    west, _, _, north = made.bounds
    if are_swapped(west, north):
        raise InvalidInput(SWAPPED)
    found = whole(made)
    if found is None:
        raise InvalidInput(
            say(
                "The area crosses itself near {where}. Draw it so that its line meets only where it begins.",
                where=_where(made),
            )
        )
    return found


def whole(made: BaseGeometry) -> BaseGeometry | None:
    """Parts of one area that touch or overlap are that area together, as neighbouring fields come from a map; RFC 7946 leaves it open.

    None where a part crosses itself.
    """
    parts = shapely.get_parts(made)
    if not shapely.is_valid(parts).all():
        return None
    return made if made.is_valid else shapely.union_all(parts)


def _where(crossed: BaseGeometry) -> str:
    """“10.92, 63.47”, as `shapely` found it."""
    part = next(each for each in shapely.get_parts(crossed) if not each.is_valid)
    return shapely.is_valid_reason(part).partition("[")[2].rstrip("]").replace(" ", ", ") or "?"
