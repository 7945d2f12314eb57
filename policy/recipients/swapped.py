"""Latitude where longitude should stand: as maps on the web show a point, and GeoJSON does not (RFC 7946, 3.1.1)."""

from schemas.sentence import say

_NORTH = 45
"""Degrees: Norway lies north of it, and as far east lies none of it."""
SWAPPED = say("Longitude and latitude have changed places: in Norway the latitude is the larger one.")


def are_swapped(longitude: float, latitude: float) -> bool:
    return longitude > _NORTH > latitude
