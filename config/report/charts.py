"""Drawings for the report: plain SVG, black on white in print, every colour with a word beside it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from markupsafe import Markup, escape

WIDTH = 900
"""Of every drawing, in its own units."""
_LEFT, _ROW, _TOP = 200, 26, 34
_APART = 19
"""Between the middles of two marks on one row: none lies on another."""
_SIGN, _NAME_SIGN = 6.6, 8.0
"""Widest average of a sign in DejaVu Sans, at the sizes of a bar's words and of a row's name."""
_GAP = 5
_STEPS = (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400, 172800, 604800)
"""Seconds between marks on the time axis."""
COLOURS = {"ok": "#1b7340", "wait": "#1e5aa8", "bad": "#a0141e", "none": "#8a8f98"}


class TimelineMark(NamedTuple):
    """One mark on the timeline; `lane` is what it belongs to."""

    at: datetime
    lane: str
    words: str
    colour: str = "wait"


class Bar(NamedTuple):
    """From `start` to `end` (None: it has not ended)."""

    name: str
    start: datetime
    end: datetime | None
    words: str
    colour: str


class TimeSpan(NamedTuple):
    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return round(_LEFT + max(0.0, min(1.0, share)) * (WIDTH - _LEFT - 20), 1)


def timeline(moments: Sequence[TimelineMark], span: TimeSpan, title: str, clock: Callable[[datetime], str]) -> Markup:
    """A lane per kind, a numbered mark per moment; the words stand in the list below the drawing."""
    rows = _rows(moments, span)
    parts = [_lane(name if first else "", row) for row, (name, first) in enumerate(_names(rows, moments))]
    for number, (moment, row) in enumerate(zip(moments, rows, strict=True), start=1):
        parts.append(_mark(span.x(moment.at), _TOP + row * _ROW + _ROW / 2, number, moment))
    return _svg(parts, max(rows, default=-1) + 1, span, title, clock)


def _rows(moments: Sequence[TimelineMark], span: TimeSpan) -> list[int]:
    """The row of each mark: lane by lane, and in a lane as many rows as it takes for no mark to lie on another."""
    found, above = [0] * len(moments), 0
    for lane in dict.fromkeys(m.lane for m in moments):
        ends: list[float] = []
        for number in (n for n, m in enumerate(moments) if m.lane == lane):
            x = span.x(moments[number].at)
            row = next((r for r, end in enumerate(ends) if x - end >= _APART), len(ends))
            ends[row:] = [x, *ends[row + 1 :]]
            found[number] = above + row
        above += len(ends)
    return found


def _names(rows: Sequence[int], moments: Sequence[TimelineMark]) -> list[tuple[str, bool]]:
    """Each row's lane, and whether it is the lane's first."""
    lanes = {row: moment.lane for row, moment in zip(rows, moments, strict=True)}
    return [(lanes[row], row == 0 or lanes[row - 1] != lanes[row]) for row in sorted(lanes)]


def bars(rows: Sequence[Bar], span: TimeSpan, title: str, clock: Callable[[datetime], str]) -> Markup:
    """One row each, with its words at the end of the bar or before it."""
    parts = [_lane(bar.name, row) for row, bar in enumerate(rows)]
    for row, bar in enumerate(rows):
        parts.append(_bar(bar, row, span))
    return _svg(parts, len(rows), span, title, clock)


def span_of(start: datetime, end: datetime) -> TimeSpan:
    """A little air at the end; at least ten seconds."""
    length = max(end - start, timedelta(seconds=10))
    return TimeSpan(start, start + length * 1.04)


def _lane(name: str, row: int) -> Markup:
    y = _TOP + row * _ROW
    shade = (
        Markup('<rect x="0" y="{}" width="{}" height="{}" fill="#f2f4f7"/>').format(y, WIDTH, _ROW)
        if row % 2
        else Markup("")
    )
    return shade + Markup('<text x="6" y="{}" font-size="13">{}</text>').format(y + 17, _short(name))


def _mark(x: float, y: float, number: int, moment: TimelineMark) -> Markup:
    return Markup(
        '<g><title>{words}</title><circle cx="{x}" cy="{y}" r="9" fill="{colour}"/>'
        '<text x="{x}" y="{below}" font-size="10" fill="#fff" text-anchor="middle">{number}</text></g>'
    ).format(words=moment.words, x=x, y=y, colour=COLOURS[moment.colour], below=y + 3.5, number=number)


def _bar(bar: Bar, row: int, span: TimeSpan) -> Markup:
    y, start = _TOP + row * _ROW, span.x(bar.start)
    end = span.x(bar.end) if bar.end else WIDTH - 20.0
    at, anchor, inside, words = _place(bar.words, start, max(end, start + 3))
    return Markup(
        '<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{colour}" rx="2"/>{under}'
        '<text x="{at}" y="{base}" font-size="11" fill="{ink}" text-anchor="{anchor}">{words}</text>'
    ).format(
        x=start,
        y=y + 5,
        width=max(3.0, round(end - start, 1)),
        height=_ROW - 10,
        colour=COLOURS[bar.colour],
        at=round(at, 1),
        base=y + 17,
        ink="#fff" if inside else "#16202a",
        anchor=anchor,
        words=words,
        under=Markup("") if inside or not words else _under(at, anchor, len(words) * _SIGN, row),
    )


def _under(at: float, anchor: str, wide: float, row: int) -> Markup:
    """Of the row's own colour, so that no line of the time axis goes through the words."""
    left = at - wide if anchor == "end" else at
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>').format(
        round(max(0.0, left), 1), _TOP + row * _ROW + 3, round(wide, 1), _ROW - 6, "#f2f4f7" if row % 2 else "#fff"
    )


def _place(words: str, start: float, end: float) -> tuple[float, str, bool, str]:
    """Where a bar's words have room: behind it, in it, before it; else what fits where most does. Never on something else."""
    wide = len(words) * _SIGN
    behind, within, before = WIDTH - end - _GAP, end - start - 2 * _GAP, start - _LEFT - _GAP
    if wide <= behind or behind >= max(within, before):
        return end + _GAP, "start", False, _cut(words, behind)
    if wide <= within or within >= before:
        return start + _GAP, "start", True, _cut(words, within)
    return start - _GAP, "end", False, _cut(words, before)


def _cut(words: str, room: float) -> str:
    most = int(room / _SIGN)
    return words if len(words) <= most else words[: max(0, most - 1)] + "…"


def _svg(parts: Sequence[Markup], rows: int, span: TimeSpan, title: str, clock: Callable[[datetime], str]) -> Markup:
    height = _TOP + rows * _ROW + 8
    axis = Markup("").join(_tick(at, height, span, clock) for at in _ticks(span))
    return Markup(
        '<svg viewBox="0 0 {w} {h}" role="img" aria-label="{title}" xmlns="http://www.w3.org/2000/svg" '
        'font-family="DejaVu Sans, Arial, sans-serif" fill="#16202a">{axis}{parts}</svg>'
    ).format(w=WIDTH, h=height, title=title, axis=axis, parts=Markup("").join(parts))


def _ticks(span: TimeSpan) -> list[datetime]:
    """Round times, at most eight."""
    length = (span.end - span.start).total_seconds()
    step = next((s for s in _STEPS if length / s <= 8), _STEPS[-1])
    first = span.start.timestamp() // step * step + step
    count = int((span.end.timestamp() - first) // step) + 1
    return [datetime.fromtimestamp(first + n * step, span.start.tzinfo) for n in range(count)]


def _tick(at: datetime, height: int, span: TimeSpan, clock: Callable[[datetime], str]) -> Markup:
    x = span.x(at)
    return Markup(
        '<line x1="{x}" x2="{x}" y1="22" y2="{h}" stroke="#c4cad3"/><text x="{x}" y="15" font-size="11" '
        'text-anchor="middle">{words}</text>'
    ).format(x=x, h=height - 6, words=clock(at))


def _short(name: str) -> str:
    most = int((_LEFT - 12) / _NAME_SIGN)
    return str(escape(name if len(name) <= most else name[: most - 1] + "…"))
