"""Files that nothing came of are removed after a time; those that a draft or message refers to stay for good."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from store.context import AppContext
from store.db.columns import new_id
from store.db.tables import MessageRow, RevisionRow, TakenInRow
from store.evidence import audit
from store.formats.kinds import ENDINGS, UNFINISHED


def remove(ctx: AppContext, folder: Path, unused_for: timedelta) -> int:
    """How many were removed. Each is looked at once, when it is that old; half-written ones go by their age alone."""
    limit = ctx.clock() - unused_for
    removed = _half_written(folder, limit)
    _take_note_of(ctx, folder)
    query = select(TakenInRow.id).where(col(TakenInRow.used_at).is_(None), TakenInRow.at < limit)
    with ctx.read() as session:
        ids = list(session.exec(query))
    return removed + sum(_remove(ctx, folder, row_id, limit) for row_id in ids)


def _remove(ctx: AppContext, folder: Path, row_id: str, limit: datetime) -> bool:
    """In the writer's turn, so that no draft begins to refer to it meanwhile."""
    with ctx.write() as session:
        row = session.get(TakenInRow, row_id)
        if row is None or row.used_at is not None:
            return False
        if _referred_to(session, row.sha256):
            row.used_at = ctx.clock()
            return False
        found = [path for path in _of_digest(folder, row.sha256) if path.is_file()]
        if any(_changed(path) >= limit for path in found):
            return False  # sent in again, or named in a form
        for path in found:
            path.unlink()
        session.delete(row)
        return bool(found)


def _referred_to(session: Session, sha256: str) -> bool:
    """By any revision of any draft, or any message: a planned post is one."""
    return any(
        session.exec(select(table.id).where(cast(table.content, String).contains(sha256)).limit(1)).first()
        for table in (RevisionRow, MessageRow)
    )


def _half_written(folder: Path, limit: datetime) -> int:
    old = [path for path in folder.glob(f"{UNFINISHED}*") if _changed(path) < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _take_note_of(ctx: AppContext, folder: Path) -> None:
    """Files from before there were rows, and one whose row was lost when the machine died."""
    here = {path.stem: path for path in folder.glob("*") if path.suffix in ENDINGS.values() and len(path.stem) == 64}
    with ctx.read() as session:
        unknown = here.keys() - set(session.exec(select(TakenInRow.sha256)))
    if not unknown:
        return
    with ctx.write() as session:
        for digest in sorted(unknown):
            size, at = here[digest].stat().st_size, _changed(here[digest])
            session.add(TakenInRow(id=new_id("f"), sha256=digest, person_id=audit.SYSTEM, size=size, at=at))


def _of_digest(folder: Path, sha256: str) -> list[Path]:
    """With the smaller ones made of it."""
    from store.files import smaller  # noqa: PLC0415  # Pillow, which a worker needs for nothing else

    return [*(folder / (sha256 + ending) for ending in ENDINGS.values()), *smaller.of_digest(folder, sha256)]


def _changed(path: Path) -> datetime:
    """A file that goes meanwhile is as old as can be."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.min.replace(tzinfo=UTC)
