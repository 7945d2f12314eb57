"""Where a crisis is: the municipality's zones and what is drawn beside them, as CAP polygons, and as shapes to draw.

Source: CAP 1.2, 3.2.4 (`polygon`: “lat,lon” pairs with blanks between, at least four, the last is the first). A hole is left out:
CAP has none, and a warning that reaches somebody more is the better one.
"""

from collections.abc import Iterable, Sequence
from math import cos, radians
from typing import NamedTuple

from schemas.crises.crisis import Crisis
from schemas.crises.zone import Geometry, Zone
from schemas.municipality import Municipality
from schemas.recipients.recipient import Audience

Points = Sequence[tuple[float, float]]
"""Longitude, latitude."""
WIDE, MARGIN = 340.0, 8.0
"""A drawing's width, in its own units; and the air around it."""


_SIGN = 6.0
"""Width of a sign of a name, and about half its height with air."""


class Shape(NamedTuple):
    """`points` as SVG's polygon has them; `x` and `y` are the middle, where a name stands. `kind`: outline, zone or chosen."""

    kind: str
    points: str
    name: str
    x: float
    y: float
    fits: bool
    """Whether the name has room on it. All names stand beside the drawing as well."""


class Drawing(NamedTuple):
    width: float
    height: float
    shapes: Sequence[Shape]


def chosen(municipality: Municipality, ids: Iterable[str]) -> list[Zone]:
    """In the order of the file. What the file no longer has is left out."""
    wanted = set(ids)
    return [zone for zone in municipality.zones if zone.id in wanted]


def where(municipality: Municipality, crisis: Crisis) -> list[Geometry]:
    """All that it concerns."""
    zones = [zone.geometry for zone in chosen(municipality, crisis.zones)]
    return [*zones, crisis.area] if crisis.area else zones


def unknown(municipality: Municipality, ids: Iterable[str]) -> list[str]:
    known = {zone.id for zone in municipality.zones}
    return [name for name in ids if name not in known]


def in_words(zones: Sequence[Zone]) -> str:
    """“Hell, Lånke og Skatval”."""
    names = [zone.name for zone in zones]
    return " og ".join(filter(None, [", ".join(names[:-1]), names[-1] if names else ""]))


def cap(geometries: Iterable[Geometry]) -> str:
    """CAP polygons, one a line."""
    return "\n".join(_cap(ring) for geometry in geometries for ring in geometry.outsides())


def from_cap(text: str) -> list[Points]:
    """The same, read back."""
    return [
        [(float(lon), float(lat)) for lat, _, lon in (pair.partition(",") for pair in line.split())]
        for line in text.splitlines()
    ]


def of_municipality(municipality: Municipality, ids: Iterable[str], area: Geometry | None = None) -> Drawing | None:
    """The outline, every zone, those chosen, and what was drawn beside them. None where nothing is drawn at all."""
    wanted = set(ids)
    outline = _outline(municipality)
    zones = [
        ("chosen" if zone.id in wanted else "zone", zone.name, list(ring))
        for zone in municipality.zones
        for ring in zone.geometry.outsides()
    ]
    chosen_ = [("chosen", "", list(ring)) for ring in (area.outsides() if area else ())]
    return drawn([*outline, *sorted(zones, key=lambda each: each[0] == "chosen"), *chosen_])


def of_audience(municipality: Municipality, audience: Audience) -> Drawing | None:
    """The zones that were chosen and what was drawn for this alone, with their holes. None where no place was asked for."""
    wanted = [zone for zone in municipality.zones if zone.id in audience.zones]
    geometries = [(zone.name, zone.geometry) for zone in wanted] + ([("", audience.area)] if audience.area else [])
    if not geometries:
        return None
    outline = _outline(municipality)
    others = [
        ("zone", zone.name, list(ring))
        for zone in municipality.zones
        if zone not in wanted
        for ring in zone.geometry.outsides()
    ]
    chosen_ = [("chosen", name, list(ring)) for name, geometry in geometries for ring in geometry.outsides()]
    holes = [("hole", "", list(ring)) for _, geometry in geometries for ring in geometry.holes()]
    return drawn([*outline, *others, *chosen_, *holes])


def _outline(municipality: Municipality) -> list[tuple[str, str, Points]]:
    return [("outline", "", ring) for ring in (municipality.outline.outsides() if municipality.outline else ())]


def of_message(area: str, around: str) -> Drawing | None:
    """As it is told: `area` and `around` (the outline) as CAP polygons, maybe empty."""
    if not area:
        return None
    return drawn(
        [*(("outline", "", ring) for ring in from_cap(around)), *(("chosen", "", ring) for ring in from_cap(area))]
    )


def drawn(areas: Sequence[tuple[str, str, Points]]) -> Drawing | None:
    """On a plane that keeps shapes as they are seen from above, near enough for a municipality."""
    every = [point for _, _, points in areas for point in points]
    if not every:
        return None
    west, east = min(p[0] for p in every), max(p[0] for p in every)
    south, north = min(p[1] for p in every), max(p[1] for p in every)
    shrink = cos(radians((south + north) / 2))
    scale = (WIDE - 2 * MARGIN) / max((east - west) * shrink, (north - south), 1e-6)

    def place(lon: float, lat: float) -> tuple[float, float]:
        return round(MARGIN + (lon - west) * shrink * scale, 1), round(MARGIN + (north - lat) * scale, 1)

    shapes = [_shape(kind, name, [place(*point) for point in points]) for kind, name, points in areas]
    width, height = place(east, south)
    return Drawing(round(width + MARGIN, 1), round(height + MARGIN, 1), shapes)


def _shape(kind: str, name: str, points: Sequence[tuple[float, float]]) -> Shape:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    fits = bool(name) and len(name) * _SIGN <= max(xs) - min(xs) and max(ys) - min(ys) >= 2 * _SIGN
    return Shape(kind, " ".join(f"{x},{y}" for x, y in points), name, round(middle[0], 1), round(middle[1], 1), fits)


def _cap(ring: Points) -> str:
    return " ".join(f"{lat:.5f},{lon:.5f}" for lon, lat in ring)
