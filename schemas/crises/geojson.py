"""One area out of a GeoJSON text (RFC 7946): as it is, in a feature, or in the only feature of a collection."""

import json
from typing import Any

from pydantic import TypeAdapter

from schemas.crises.zone import Geometry

_GEOMETRY: TypeAdapter[Geometry] = TypeAdapter(Geometry)
LARGEST = 1_000_000
"""Characters: 500 points are a hundredth of it."""


def one_area(text: str) -> Geometry:
    """Raises `ValueError` for all else."""
    if len(text) > LARGEST:
        raise ValueError("too large")
    return _GEOMETRY.validate_python(feature(text)[1])


def feature(text: str) -> tuple[str, Any]:
    """Its name (empty where it has none), and its geometry, not looked at yet. Raises `ValueError`."""
    try:
        found = json.loads(text)
        if found["type"] == "FeatureCollection":
            (found,) = found["features"]
        if found["type"] != "Feature":
            return "", found
        properties = found.get("properties") or {}
        return str(properties.get("name") or properties.get("navn") or ""), found["geometry"]
    except (KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise ValueError("no GeoJSON of one area") from wrong
