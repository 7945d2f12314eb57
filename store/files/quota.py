"""How much one person may send in within 24 hours."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from schemas.drafts.media import Media
from schemas.errors import Refused
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.tables import TakenInRow

DAY = timedelta(hours=24)


def count(session: Session, ctx: AppContext, person_id: str, media: Media, most: int) -> None:
    """The same file of the same person counts once. Raises `Refused`."""
    if any(row.sha256 == media.sha256 for row in _of_the_day(session, ctx, person_id)):
        return
    require_room(session, ctx, person_id, media.size, most)
    session.add(TakenInRow(id=new_id("f"), sha256=media.sha256, person_id=person_id, size=media.size, at=ctx.clock()))


def require_some_room(session: Session, ctx: AppContext, person_id: str, size: int, most: int) -> None:
    """Before a file of `size` is worked on at all: how large it will be is not known yet. Raises `Refused`."""
    if sum(row.size for row in _of_the_day(session, ctx, person_id)) >= most:
        require_room(session, ctx, person_id, size, most)


def require_room(session: Session, ctx: AppContext, person_id: str, size: int, most: int) -> None:
    """`size` and `most` in bytes. Raises `Refused` with the time when there is room for so much."""
    rows = _of_the_day(session, ctx, person_id)
    over, when = sum(row.size for row in rows) + size - most, None
    for row in rows:
        if over <= 0:
            break
        over, when = over - row.size, row.at + DAY
    if when is not None:
        raise _full(when, most)


def _of_the_day(session: Session, ctx: AppContext, person_id: str) -> list[TakenInRow]:
    """Oldest first."""
    query = select(TakenInRow).where(TakenInRow.person_id == person_id, col(TakenInRow.at) > ctx.clock() - DAY)
    return list(session.exec(query.order_by(col(TakenInRow.at))))


def _full(when: datetime, most: int) -> Refused:
    return Refused(
        say(
            "You have sent in as many files as one person may in 24 hours ({most} MB). There is room for this one again {when}.",
            most=most // 10**6,
            when=when,
        )
    )
