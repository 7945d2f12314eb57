"""The log's lines sorted by what they are about, searched, and set out along the time they took."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from schemas.evidence.audit import AuditEvent
from schemas.sentence import Sentence, say
from store.context import AppContext
from store.evidence import audit

AT_ONCE, MOST = 500, 5000
"""Lines read at a time, and at most for one page of a search."""


class LogKind(StrEnum):
    ENTRY = "entry"
    CRISIS = "crisis"
    DRAFT = "draft"
    OUT = "out"
    ACCOUNT = "account"
    OTHER = "other"


NAMES: dict[LogKind, Sentence] = {
    LogKind.ENTRY: say("Written by the log keeper"),
    LogKind.CRISIS: say("The crisis staff"),
    LogKind.DRAFT: say("Drafts and approvals"),
    LogKind.OUT: say("What went out"),
    LogKind.ACCOUNT: say("The accounts"),
    LogKind.OTHER: say("Everything else"),
}
_BY_WORD = {
    "log": LogKind.ENTRY,
    "crisis": LogKind.CRISIS,
    "staff": LogKind.CRISIS,
    "proposal": LogKind.CRISIS,
    "alarm": LogKind.CRISIS,
    "exercise": LogKind.CRISIS,
    "inject": LogKind.CRISIS,
    "draft": LogKind.DRAFT,
    "approval": LogKind.DRAFT,
    "message": LogKind.OUT,
    "delivery": LogKind.OUT,
    "post": LogKind.OUT,
    "reply": LogKind.OUT,
    "remark": LogKind.OUT,
    "remarks": LogKind.OUT,
    "question": LogKind.OUT,
    "account": LogKind.ACCOUNT,
    "lock": LogKind.ACCOUNT,
    "platform_lock": LogKind.ACCOUNT,
    "foreign_post": LogKind.ACCOUNT,
    "watch": LogKind.ACCOUNT,
    "channel": LogKind.ACCOUNT,
}
"""By the first word of an action."""


def kind_of(event: AuditEvent) -> LogKind:
    return LogKind.ENTRY if event.action == "log.entry" else _of(event.action)


def _of(action: str) -> LogKind:
    found = _BY_WORD.get(action.partition(".")[0], LogKind.OTHER)
    return LogKind.OTHER if found is LogKind.ENTRY else found


@dataclass(frozen=True)
class LogSearch:
    """What to look for: one kind or all, and words that all stand in a line, as its reader reads it."""

    kind: LogKind | None = None
    words: str = ""

    @property
    def anything(self) -> bool:
        return self.kind is None and not self.words.strip()


@dataclass(frozen=True)
class LogPage:
    """Newest first; `before` is the number to go on from, None where all has been read."""

    events: Sequence[AuditEvent]
    before: int | None


def look(
    ctx: AppContext,
    crisis_id: str | None,
    before: int | None,
    limit: int,
    asked: LogSearch,
    told: Callable[[AuditEvent], str],
) -> LogPage:
    """`told` is a line as its reader reads it: who and what."""
    if asked.anything:
        events = audit.latest(ctx, crisis_id, before, limit + 1)
        return LogPage(events[:limit], events[limit - 1].seq if len(events) > limit else None)
    wanted, found = asked.words.casefold().split(), list[AuditEvent]()
    for read, event in enumerate(_backwards(ctx, crisis_id, before), start=1):
        if _fits(event, asked.kind, wanted, told):
            found.append(event)
        if len(found) == limit or read == MOST:
            return LogPage(found, event.seq)
    return LogPage(found, None)


def _backwards(ctx: AppContext, crisis_id: str | None, before: int | None) -> Iterator[AuditEvent]:
    while events := audit.latest(ctx, crisis_id, before, AT_ONCE):
        yield from events
        before = events[-1].seq
        if len(events) < AT_ONCE:
            return


def _fits(event: AuditEvent, kind: LogKind | None, wanted: list[str], told: Callable[[AuditEvent], str]) -> bool:
    if kind is not None and kind_of(event) is not kind:
        return False
    line = told(event).casefold() if wanted else ""
    return all(word in line for word in wanted)


@dataclass(frozen=True)
class Mark:
    """Lines of one kind so close in time that they are one mark. `x` is its place, 0 to 1."""

    x: float
    count: int


@dataclass(frozen=True)
class LogLane:
    kind: LogKind
    marks: Sequence[Mark]


@dataclass(frozen=True)
class TimeLine:
    start: datetime
    end: datetime
    lanes: Sequence[LogLane]


def time_line(events: Sequence[AuditEvent], columns: int = 48) -> TimeLine | None:
    """Of the lines on the page; None where there is nothing to set out. `columns` is how many marks fit beside each other."""
    if len(events) < 2:
        return None
    start, end = min(e.at for e in events), max(e.at for e in events)
    length = max(end - start, timedelta(seconds=1))
    counted: dict[LogKind, dict[int, int]] = {}
    for event in events:
        column = min(columns - 1, int((event.at - start) / length * columns))
        lane = counted.setdefault(kind_of(event), {})
        lane[column] = lane.get(column, 0) + 1
    lanes = [
        LogLane(kind, [Mark((column + 0.5) / columns, count) for column, count in sorted(counted[kind].items())])
        for kind in LogKind
        if kind in counted
    ]
    return TimeLine(start, end, lanes)
