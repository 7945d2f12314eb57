"""“Does it get better?” as columns: an exercise each, the oldest first, three things counted. Drawn as plain SVG (adr 0017)."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.evaluation.held import ExerciseHeld
from schemas.sentence import Sentence, say

MOST = 12
"""Exercises side by side: the newest. The table below has them all."""
WIDTH, HEIGHT = 340.0, 64.0
"""Of one panel's columns, in the drawing's own units."""


@dataclass(frozen=True)
class Column:
    """`height` None: it was not measured in that exercise."""

    x: float
    width: float
    height: float | None
    value: str
    scripted: bool


@dataclass(frozen=True)
class Panel:
    head: Sentence
    better: Sentence
    """Whether more or less of it is good."""
    columns: Sequence[Column]


def panels(history: Sequence[ExerciseHeld]) -> list[Panel]:
    """`history` is newest first. One that was broken off says nothing of how it went. Fewer than two are no comparison."""
    whole = [held for held in history if not held.interrupted][:MOST][::-1]
    if len(whole) < 2:
        return []
    seconds = [held.first_delivery for held in whole]
    longest = max((s for s in seconds if s is not None), default=1.0) or 1.0
    expected = [_share(held.expected_met, held.expected_judged) for held in whole]
    criteria = [_share(held.criteria_met, held.criteria) for held in whole]
    return [
        Panel(
            say("First channel reached"),
            say("lower is better"),
            _columns(whole, [None if s is None else s / longest for s in seconds], [_lasted(s) for s in seconds]),
        ),
        Panel(
            say("Expected actions in time"),
            say("higher is better"),
            _columns(whole, expected, [_percent(share) for share in expected]),
        ),
        Panel(
            say("Good messages"),
            say("higher is better"),
            _columns(whole, criteria, [_percent(share) for share in criteria]),
        ),
    ]


def _columns(held: Sequence[ExerciseHeld], shares: Sequence[float | None], values: Sequence[str]) -> list[Column]:
    step = WIDTH / len(held)
    return [
        Column(
            x=round(number * step + step * 0.15, 1),
            width=round(step * 0.7, 1),
            height=None if share is None else round(max(1.5, share * HEIGHT), 1),
            value=value,
            scripted=one.scripted,
        )
        for number, (one, share, value) in enumerate(zip(held, shares, values, strict=True))
    ]


def _share(met: int, of: int) -> float | None:
    return met / of if of else None


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}".replace("%", " %")


def _lasted(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
