"""Whom a message concerns, from the options of a command."""

from pathlib import Path

from schemas.crises import geojson
from schemas.crises.zone import Geometry
from schemas.errors import InvalidInput
from schemas.recipients.recipient import Audience
from schemas.sentence import say

Many = list[str] | None


def audience(zone: Many, group: Many, area: Path | None, *, everyone: bool = False) -> Audience | None:
    """None where nothing was asked for. Raises `InvalidInput` for a file that is no area."""
    if not (zone or group or area or everyone):
        return None
    zones, groups = tuple(zone or ()), tuple(group or ())
    return Audience(everyone=everyone, zones=zones, groups=groups, area=drawn(area) if area else None)


def drawn(path: Path) -> Geometry:
    """The area in a file. Raises `InvalidInput`."""
    try:
        if path.stat().st_size > geojson.LARGEST:
            raise InvalidInput(say("The file {file} is too large for an area. Simplify it.", file=str(path)))
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        raise InvalidInput(say("The file {file} cannot be read as GeoJSON.", file=str(path))) from None
    try:
        return geojson.one_area(text)
    except ValueError:
        raise InvalidInput(
            say(
                "The file {file} is no area. It must hold one Polygon or MultiPolygon, closed, in degrees.",
                file=str(path),
            )
        ) from None
