"""What an area is drawn on: the municipality's outline and zones, and the tiles that its file names."""

from typing import Any

from fastapi import APIRouter, Request

from desk.web.visitor import Visitor
from policy.access import Action
from schemas.crises.zone import Geometry

router = APIRouter()


@router.get("/land")
def land(request: Request) -> dict[str, Any]:
    """A GeoJSON FeatureCollection (RFC 7946), with `tiles` as a foreign member (6.1)."""
    visitor: Visitor = request.state.visitor
    visitor.authorize(Action.SEE)
    town = visitor.app_state.ctx.municipality
    features = [_feature("outline", "", town.outline)] if town.outline else []
    features += [_feature("zone", zone.name, zone.geometry) for zone in town.zones]
    tiles = town.map_tiles.model_dump() if town.map_tiles else None
    return {"type": "FeatureCollection", "features": features, "tiles": tiles}


def _feature(kind: str, name: str, geometry: Geometry) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kind": kind, "name": name}, "geometry": geometry.model_dump()}
