"""The safety net: what should be moving and is not, is announced again."""

from flows.context import Place
from store.messages import deliveries


def sweep(place: Place) -> int:
    """How many deliveries were announced again."""
    return deliveries.announce_stranded(place.house)
