"""What every account publishes of a text, as it was made, seen and approved. Written once, never changed."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from schemas.drafts.rendering import Rendering
from schemas.errors import NotFound
from schemas.sentence import say
from store.db.columns import new_id
from store.db.tables import MessageRow, RenderingRow


def keep(
    session: Session, renderings: Sequence[Rendering], *, revision_id: str | None = None, message_id: str | None = None
) -> None:
    """Of a revision, or of a unit's own post: the database refuses both and neither."""
    session.add_all(
        RenderingRow(
            id=new_id("g"),
            revision_id=revision_id,
            message_id=message_id,
            account_id=rendering.account_id,
            number=number,
            body=rendering.model_dump(mode="json"),
        )
        for number, rendering in enumerate(renderings)
    )


def of_revisions(session: Session, revision_ids: Iterable[str]) -> dict[str, list[Rendering]]:
    """By revision id, in the order they were made; asked for once, however many revisions there are."""
    found: dict[str, list[Rendering]] = {}
    query = select(RenderingRow).where(col(RenderingRow.revision_id).in_(list(revision_ids)))
    for row in session.exec(query.order_by(col(RenderingRow.number))):
        found.setdefault(row.revision_id or "", []).append(_noun(row))
    return found


def of_message(session: Session, message: MessageRow) -> list[Rendering]:
    """Read once in a transaction: what was written once is never changed."""
    known: dict[str, list[Rendering]] = session.info.setdefault("renderings", {})
    if message.id not in known:
        known[message.id] = _read(session, message)
    return known[message.id]


def _read(session: Session, message: MessageRow) -> list[Rendering]:
    query = select(RenderingRow).where(_belongs(message)).order_by(col(RenderingRow.number))
    return [_noun(row) for row in session.exec(query)]


def approved_for(session: Session, message: MessageRow, account_id: str) -> Rendering:
    """Raises `NotFound` where nothing was approved for this account."""
    found = next((each for each in of_message(session, message) if each.account_id == account_id), None)
    if found is None:
        raise NotFound(say("Message {id} was not approved for {account}.", id=message.id, account=account_id))
    return found


def texts(session: Session, messages: Iterable[MessageRow], account_id: str) -> list[str]:
    """What these messages say on one account, in no order."""
    found = list(messages)
    ours = or_(
        col(RenderingRow.message_id).in_([each.id for each in found]),
        col(RenderingRow.revision_id).in_([each.revision_id for each in found]),
    )
    return [
        _noun(row).shown
        for row in session.exec(select(RenderingRow).where(ours, RenderingRow.account_id == account_id))
    ]


def _belongs(message: MessageRow) -> ColumnElement[bool]:
    if message.revision_id is None:
        return col(RenderingRow.message_id) == message.id
    return col(RenderingRow.revision_id) == message.revision_id


def _noun(row: RenderingRow) -> Rendering:
    return Rendering.model_validate(row.body)
