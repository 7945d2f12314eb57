"""Which files were shown: what the desk has sent itself, through which session or token; never what a client says."""

from sqlmodel import col, select

from schemas.drafts.draft import Seen
from schemas.drafts.media import Media
from schemas.evidence.origin import Door
from store.context import AppContext
from store.db.tables import ShownFileRow

_MOST_SPANS = 500
"""Kept of one file: a player asks for some; whoever asks for every other byte gets no further."""
_DOORS = (Door.SESSION, Door.LINK, Door.TOKEN)


def note(ctx: AppContext, draft_id: str, media: Media, start: int, end: int) -> None:
    """Bytes from `start` up to `end` were sent to whoever acts. On the command line nothing is noted."""
    door = _door(ctx)
    if door is None or start >= end:
        return
    with ctx.write() as session:
        key = (door, draft_id, media.sha256)
        row = session.get(ShownFileRow, key) or ShownFileRow(door=door, draft_id=draft_id, sha256=media.sha256)
        if row.whole_at is not None:
            return
        row.spans = merged(row.spans, start, end)[:_MOST_SPANS]
        if row.spans == [[0, media.size]]:
            row.whole_at = ctx.clock()
        session.add(row)


def with_files(ctx: AppContext, draft_id: str, seen: Seen) -> Seen:
    """`seen`, with the files of the draft that were sent in full to whoever acts, by the same session or token."""
    door = _door(ctx)
    query = select(ShownFileRow.sha256).where(
        ShownFileRow.door == door, ShownFileRow.draft_id == draft_id, col(ShownFileRow.whole_at).is_not(None)
    )
    with ctx.read() as session:
        return seen._replace(files=frozenset(session.exec(query)))


def merged(spans: list[list[int]], start: int, end: int) -> list[list[int]]:
    """In order and apart, whatever overlaps or touches made one."""
    made: list[list[int]] = []
    for first, last in sorted([*spans, [start, end]]):
        if made and first <= made[-1][1]:
            made[-1] = [made[-1][0], max(made[-1][1], last)]
        else:
            made.append([first, last])
    return made


def _door(ctx: AppContext) -> str | None:
    """Id of the session or token through which somebody acts."""
    if ctx.origin is None or ctx.origin.door not in _DOORS:
        return None
    return ctx.origin.session or ctx.origin.id
