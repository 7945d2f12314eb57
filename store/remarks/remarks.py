"""Remarks as they are kept: one of them, a page of the inbox, a thread."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func, or_, select

from policy.dialogue.states import OPEN, URGENCY
from schemas.dialogue.remark import Remark, RemarkVersion
from schemas.errors import NotFound
from schemas.sentence import say
from schemas.states import CrisisStatus, RemarkStatus
from store.context import AppContext
from store.db.nouns import as_noun
from store.db.tables import CrisisRow, DeliveryRow, RemarkRow, RemarkVersionRow

PAGE = 50
_DEEPEST = 50
"""Levels of a thread that are climbed."""


class RemarkFilter(NamedTuple):
    """Which remarks; what is left out is not asked for."""

    statuses: Collection[RemarkStatus] = OPEN
    exercise: bool = False
    """Of the exercise that is held; of one that is over where `crisis_id` names it."""
    account_id: str | None = None
    unit: str | None = None
    crisis_id: str | None = None
    person: str | None = None
    """Whose they are to answer."""


def get(session: Session, remark_id: str) -> RemarkRow:
    row = session.get(RemarkRow, remark_id)
    if row is None:
        raise NotFound(say("There is no remark {id}. See `krisekanal remark list`.", id=remark_id))
    return row


def noun(row: RemarkRow) -> Remark:
    return as_noun(Remark, row)


def show(ctx: AppContext, remark_id: str) -> Remark:
    """Raises `NotFound`."""
    with ctx.read() as session:
        return noun(get(session, remark_id))


def listing(ctx: AppContext, wanted: RemarkFilter = RemarkFilter(), begin: int = 0, limit: int = PAGE) -> list[Remark]:  # noqa: B008  # immutable
    """The most urgent first, then the oldest; `limit` of them from number `begin` on. Never what we wrote ourselves."""
    rank = case({status.value: number for number, status in enumerate(URGENCY)}, value=RemarkRow.status)
    query = (
        select(RemarkRow).where(*_conditions(wanted)).order_by(rank, col(RemarkRow.first_seen_at), col(RemarkRow.id))
    )
    with ctx.read() as session:
        return [noun(row) for row in session.exec(query.offset(begin).limit(limit))]


def count(ctx: AppContext, wanted: RemarkFilter = RemarkFilter()) -> int:  # noqa: B008  # immutable
    query = select(func.count()).select_from(RemarkRow).where(*_conditions(wanted))
    with ctx.read() as session:
        return session.exec(query).one()


def versions(ctx: AppContext, remark_id: str) -> list[RemarkVersion]:
    """All that it has said, oldest first."""
    query = select(RemarkVersionRow).where(RemarkVersionRow.remark_id == remark_id)
    with ctx.read() as session:
        return [as_noun(RemarkVersion, row) for row in session.exec(query.order_by(col(RemarkVersionRow.number)))]


def version(ctx: AppContext, remark_id: str, seen: str) -> RemarkVersion | None:
    """What it said when it was seen so; None where it never did."""
    return next((one for one in reversed(versions(ctx, remark_id)) if one.hash == seen), None)


def as_seen(ctx: AppContext, seen: Mapping[str, str]) -> list[tuple[Remark, RemarkVersion | None]]:
    """Each as it is now and as it was when its fingerprint was the one given; oldest first. Two questions, however many."""
    versions_of = select(RemarkVersionRow).where(
        col(RemarkVersionRow.remark_id).in_(seen), col(RemarkVersionRow.hash).in_(set(seen.values()))
    )
    query = (
        select(RemarkRow).where(col(RemarkRow.id).in_(seen)).order_by(col(RemarkRow.first_seen_at), col(RemarkRow.id))
    )
    with ctx.read() as session:
        said = {(row.remark_id, row.hash): as_noun(RemarkVersion, row) for row in session.exec(versions_of)}
        return [(noun(row), said.get((row.id, seen[row.id]))) for row in session.exec(query)]


def thread(ctx: AppContext, remark_id: str) -> list[Remark]:
    """From what it all began with down to the last answer, ours among them, oldest first."""
    with ctx.read() as session:
        row = get(session, remark_id)
        found = {one.remote_id: one for one in (*_above(session, row), row)}
        level: Sequence[str] = list(found)
        for _ in range(_DEEPEST):
            below = [one for one in _below(session, row.account_id, level) if one.remote_id not in found]
            found |= {one.remote_id: one for one in below}
            level = [one.remote_id for one in below]
            if not level:
                break
        return [noun(one) for one in sorted(found.values(), key=lambda one: (one.written_at, one.first_seen_at))]


def place(ctx: AppContext, account_id: str) -> str:
    """What people call where it stands; an account that is no longer in the municipality file by its id."""
    account = ctx.municipality.account(account_id)
    return account.handle if account else account_id


def under(session: Session, account_id: str, post_id: str | None) -> str | None:
    """Id of the message of ours that stands there as this post."""
    if not post_id:
        return None
    query = select(DeliveryRow.message_id).where(DeliveryRow.account_id == account_id, DeliveryRow.remote_id == post_id)
    return session.exec(query.order_by(col(DeliveryRow.queued_at)).limit(1)).first()


def by_remote_ids(session: Session, account_id: str, remote_ids: Collection[str]) -> dict[str, RemarkRow]:
    query = select(RemarkRow).where(RemarkRow.account_id == account_id, col(RemarkRow.remote_id).in_(remote_ids))
    return {row.remote_id: row for row in session.exec(query)}


def of_now(crisis_id: Any) -> ColumnElement[bool]:
    """Of a crisis that is open, or of none."""
    open_ones = select(CrisisRow.id).where(CrisisRow.status == CrisisStatus.ESTABLISHED)
    return or_(crisis_id.is_(None), crisis_id.in_(open_ones))


def _conditions(wanted: RemarkFilter) -> list[ColumnElement[bool]]:
    asked = {
        "account_id": wanted.account_id,
        "unit": wanted.unit,
        "crisis_id": wanted.crisis_id,
        "assigned_to": wanted.person,
    }
    return [
        *([of_now(col(RemarkRow.crisis_id))] if wanted.exercise and wanted.crisis_id is None else []),
        col(RemarkRow.ours).is_(False),
        col(RemarkRow.exercise).is_(wanted.exercise),
        col(RemarkRow.status).in_(wanted.statuses),
        *(getattr(RemarkRow, name) == value for name, value in asked.items() if value is not None),
    ]


def _above(session: Session, row: RemarkRow) -> list[RemarkRow]:
    found: list[RemarkRow] = []
    seen = {row.remote_id}
    above = row.parent_id
    while above and above not in seen and len(found) < _DEEPEST:
        seen.add(above)
        parent = by_remote_ids(session, row.account_id, [above]).get(above)
        if parent is None:
            break
        found.append(parent)
        above = parent.parent_id
    return found


def _below(session: Session, account_id: str, remote_ids: Sequence[str]) -> Sequence[RemarkRow]:
    query = select(RemarkRow).where(RemarkRow.account_id == account_id, col(RemarkRow.parent_id).in_(remote_ids))
    return session.exec(query.limit(1000)).all()
