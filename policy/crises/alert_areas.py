"""Whether an area that an alert draws touches our municipality, by the outline or the zones of its file, and what of it lies there.

Source: CAP 1.2, 3.2.4 (`polygon`: “lat,lon” pairs with blanks between; `circle`: “lat,lon radius”, in kilometres). Everything is laid
on a plane of kilometres around the municipality, which is near enough for what lies beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from math import cos, isfinite, radians

import shapely
from pydantic import TypeAdapter
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from schemas.crises.zone import MOST_POINTS, Geometry, Zone
from schemas.sentence import Sentence, say

_Place = Callable[[float, float], tuple[float, float]]
_Shape = Callable[[_Place], BaseGeometry]
"""What was drawn, for a way to place its points."""
_DEGREE = 111.32
"""Kilometres of one of latitude."""
AROUND_OUTLINE = 2.0
"""Kilometres: outlines are simplified, ours and theirs."""
AROUND_ZONES = 50.0
"""Kilometres: zones are parts of the municipality, the rest of it may lie on any side."""
_METRE = 1e-5
"""In degrees."""
_MOST_PARTS = 50
_GEOMETRY: TypeAdapter[Geometry] = TypeAdapter(Geometry)


class Ground:
    """The municipality's own; nobody can say where a file draws nothing."""

    def __init__(self, outline: Geometry | None, zones: Sequence[Zone]) -> None:
        drawn = [outline] if outline else [zone.geometry for zone in zones]
        whole = shapely.union_all([shapely.make_valid(shape(each.model_dump())) for each in drawn])
        self._shrink = cos(radians(whole.centroid.y)) if drawn else 1.0
        near = self._in_kilometres(whole if outline else whole.convex_hull)
        self._home = near.buffer(AROUND_OUTLINE if outline else AROUND_ZONES)
        self._inside = near if outline else self._home

    def touched(self, polygons: Iterable[str], circles: Iterable[str]) -> bool | None:
        """None where nobody can say: nothing is drawn, here or there, or what is drawn cannot be read.

        Senders who write longitude first are understood too: their area would else lie in the Arabian Sea, and we would not hear.
        """
        here = self._here(polygons, circles)
        return None if here is None else bool(here)

    def part_of(self, polygons: Iterable[str], circles: Iterable[str]) -> Geometry | None:
        """What lies within the outline (without one: near the zones), in degrees, with no more points than an area may have."""
        parts = [one.intersection(self._inside) for one in self._here(polygons, circles) or ()]
        degrees = [1 / (self._shrink * _DEGREE), 1 / _DEGREE]
        return _as_area(shapely.transform(shapely.union_all(parts), lambda points: points * degrees))

    def _here(self, polygons: Iterable[str], circles: Iterable[str]) -> list[BaseGeometry] | None:
        """What touches us, each the way round in which it does. None where nobody can say."""
        found = [*map(_polygon, filter(str.strip, polygons)), *map(_circle, filter(str.strip, circles))]
        if self._home.is_empty or not found or None in found:
            return None
        ways = [self._both_ways(drawn) for drawn in found if drawn]
        return [touching[0] for both in ways if (touching := [one for one in both if self._home.intersects(one)])]

    def _both_ways(self, drawn: _Shape) -> list[BaseGeometry]:
        return [drawn(self._place), drawn(lambda first, second: self._place(second, first))]

    def _place(self, lat: float, lon: float) -> tuple[float, float]:
        return lon * self._shrink * _DEGREE, lat * _DEGREE

    def _in_kilometres(self, drawn: BaseGeometry) -> BaseGeometry:
        return shapely.transform(drawn, lambda points: points * [self._shrink * _DEGREE, _DEGREE])


def elsewhere(number: str) -> Sentence:
    return say("The alert is for other municipalities than {number}.", number=number)


def _polygon(text: str) -> _Shape | None:
    pairs = [_pair(each) for each in text.split()]
    known = [pair for pair in pairs if pair]
    return (lambda place: _area([place(*pair) for pair in known])) if len(known) == len(pairs) else None


def _area(points: Sequence[tuple[float, float]]) -> BaseGeometry:
    """Two points are a line; one that crosses itself is what it encloses."""
    return shapely.make_valid(Polygon(points)) if len(points) > 3 else MultiPoint(points).convex_hull


def _circle(text: str) -> _Shape | None:
    middle, _, radius = text.strip().rpartition(" ")
    pair, wide = _pair(middle), _number(radius)
    return (lambda place: _disc(Point(place(*pair)), wide)) if pair and wide is not None and wide >= 0 else None


def _disc(middle: Point, radius: float) -> BaseGeometry:
    """A radius of nothing, which CAP allows, is the place itself."""
    return middle.buffer(radius) if radius else middle


def _pair(text: str) -> tuple[float, float] | None:
    first, _, second = text.strip().partition(",")
    found = _number(first), _number(second)
    return (found[0], found[1]) if found[0] is not None and found[1] is not None else None


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if isfinite(found) and abs(found) <= 20_000 else None


def _as_area(whole: BaseGeometry) -> Geometry | None:
    """Its areas without holes, the largest where there are many; coarser until every page can carry it. None where nothing is left."""
    parts = [Polygon(one.exterior) for one in shapely.get_parts(whole) if isinstance(one, Polygon)]
    kept = shapely.union_all(sorted(parts, key=lambda one: one.area, reverse=True)[:_MOST_PARTS])
    coarse = _METRE
    while shapely.get_num_coordinates(kept) > MOST_POINTS:
        coarse *= 2
        kept = kept.simplify(coarse)
    rounded = shapely.make_valid(shapely.set_precision(kept, _METRE))
    found = [one for one in shapely.get_parts(rounded) if isinstance(one, Polygon)]
    if not found:
        return None
    return _GEOMETRY.validate_python(mapping(found[0] if len(found) == 1 else MultiPolygon(found)))
