"""25,000 addresses against a drawn area with holes: `policy.recipients.places` beside a plain loop over the same rings."""

import itertools
import random
import time
from collections.abc import Callable, Sequence
from math import cos, pi, sin

from policy.recipients.places import AreaIndex
from schemas.crises.zone import Polygon, Zone

ADDRESSES, CORNERS, HOLES = 25_000, 300, 6
Point = tuple[float, float]
Ring = Sequence[Point]


def star(x: float, y: float, size: float, corners: int) -> tuple[Point, ...]:
    """A ring that goes in and out, as shores do."""
    steps = [(2 * pi * n / corners, size * (1.0 if n % 2 else 0.8)) for n in range(corners)]
    ring = tuple((x + r * cos(angle), y + r * sin(angle)) for angle, r in steps)
    return (*ring, ring[0])


def loop(rings: Sequence[Ring], point: Point) -> bool:
    """Even-odd rule (W. R. Franklin's PNPOLY), ring by ring."""
    inside = False
    x, y = point
    for ring in rings:
        for (ax, ay), (bx, by) in itertools.pairwise(ring):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside


def seconds(work: Callable[[], list[bool]]) -> tuple[float, list[bool]]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def main() -> None:
    chance = random.Random(13)
    holes = [star(10.9 + 0.06 * cos(n), 63.4 + 0.06 * sin(n), 0.015, 30) for n in range(HOLES)]
    rings = (star(10.9, 63.4, 0.1, CORNERS), *holes)
    area = Zone(id="tegnet", name="Tegnet", geometry=Polygon(type="Polygon", coordinates=rings))
    points = [(chance.uniform(10.75, 11.05), chance.uniform(63.25, 63.55)) for _ in range(ADDRESSES)]
    ours, found = seconds(lambda: [zone is not None for zone in AreaIndex([area]).zones_of(points)])
    theirs, expected = seconds(lambda: [loop(rings, point) for point in points])
    print(f"{ADDRESSES} points, {sum(map(len, rings))} corners, {HOLES} holes: {sum(found)} inside")
    print(f"policy.recipients.places {ours:.3f} s, a plain loop {theirs:.2f} s: 1 to {theirs / ours:.0f}")
    print(f"they differ about {sum(a != b for a, b in zip(found, expected, strict=True))} points")


if __name__ == "__main__":
    main()
