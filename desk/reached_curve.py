"""How a message reached people: a line each for handed over, arrived and failed, over the time since it began (adr 0017)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.reached.reached import Point, Reached

WIDTH, HEIGHT = 340.0, 96.0
"""Of the lines alone, in the drawing's own units."""
_LEAST = timedelta(seconds=10)


@dataclass(frozen=True)
class Curve:
    """`lines` are SVG paths by kind: taken, arrived, failed. Each goes level until it grows."""

    lines: dict[str, str]
    begins: datetime
    ends: datetime


def curve(reached: Reached) -> Curve | None:
    """None where nothing has happened yet. The height of the drawing is all that are addressed."""
    points, progress = reached.curve, reached.progress
    if not points or progress.began_at is None or not progress.addressed:
        return None
    begins, ends = progress.began_at, max(points[-1].at, progress.began_at + _LEAST)
    whole = (ends - begins).total_seconds()
    lines = {
        kind: _line(points, [getattr(point, name) / progress.addressed for point in points], begins, whole)
        for kind, name in (("taken", "handed_over"), ("arrived", "arrived"), ("failed", "failed"))
        if getattr(points[-1], name)
    }
    return Curve(lines, begins, ends)


def _line(points: Sequence[Point], shares: Sequence[float], begins: datetime, whole: float) -> str:
    path = f"M0 {HEIGHT:g}"
    for point, share in zip(points, shares, strict=True):
        x = max(0.0, (point.at - begins).total_seconds()) / whole * WIDTH
        path += f"H{x:.1f}V{HEIGHT * (1 - min(1.0, share)):.1f}"
    return f"{path}H{WIDTH:g}"
