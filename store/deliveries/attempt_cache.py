"""The tries of a delivery as this transaction has read them: a writer is alone (docs/adr/0002), so one look is enough.

A road for few recipients and one for many: of the first all tries are read, for many deliveries in one question; of the second
only those of the recipients whose turn it is, since a list of five hundred must not be read once for each of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from store.db.tables import AttemptRow

Last = dict[str, AttemptRow]
"""Recipient to the last try for it."""


@dataclass
class _Known:
    """What was read, and is held so that the session knows it without a question."""

    whole: dict[str, list[AttemptRow]] = field(default_factory=dict)
    """Delivery id to all its tries, in order."""
    some: dict[tuple[str, str], AttemptRow | None] = field(default_factory=dict)
    """Delivery id and recipient to the last try."""


def look_up(session: Session, delivery_ids: Sequence[str]) -> None:
    """Read all tries of these deliveries in one question; the functions below then ask no more about them."""
    known = _known(session)
    unknown = [delivery_id for delivery_id in delivery_ids if delivery_id not in known.whole]
    if not unknown:
        return
    query = select(AttemptRow).where(col(AttemptRow.delivery_id).in_(unknown)).order_by(col(AttemptRow.number))
    known.whole.update({delivery_id: [] for delivery_id in unknown})
    for row in session.exec(query):
        known.whole[row.delivery_id].append(row)


def opened(session: Session, row: AttemptRow) -> None:
    """A new try, written at the latest when the transaction is."""
    session.add(row)
    known = _known(session)
    if row.delivery_id in known.whole:
        known.whole[row.delivery_id].append(row)
    known.some[row.delivery_id, row.recipient] = row


def withdrawn(session: Session, row: AttemptRow) -> None:
    """As if it had never been opened."""
    session.delete(row)
    known = _known(session)
    if row.delivery_id in known.whole:
        known.whole[row.delivery_id].remove(row)
    known.some.pop((row.delivery_id, row.recipient), None)


def last(session: Session, delivery_id: str, recipient: str) -> AttemptRow | None:
    """The last try for this recipient."""
    return last_of(session, delivery_id, [recipient]).get(recipient)


def last_of(session: Session, delivery_id: str, recipients: Sequence[str]) -> Last:
    """The last try of each of these that has one, in one question."""
    known = _known(session)
    if delivery_id in known.whole:
        return {row.recipient: row for row in known.whole[delivery_id] if row.recipient in recipients}
    unknown = [recipient for recipient in recipients if (delivery_id, recipient) not in known.some]
    if unknown:
        read = {row.recipient: row for row in _read(session, delivery_id, unknown)}
        known.some.update({(delivery_id, recipient): read.get(recipient) for recipient in unknown})
    found = ((recipient, known.some[delivery_id, recipient]) for recipient in recipients)
    return {recipient: row for recipient, row in found if row is not None}


def latest(session: Session, delivery_id: str) -> Last:
    """The last try of every recipient that has one; as many rows as tries, so once a round at most."""
    look_up(session, [delivery_id])
    return {row.recipient: row for row in _known(session).whole[delivery_id]}


def unfinished(session: Session, delivery_id: str) -> Sequence[AttemptRow]:
    """Left and never answered, as far as we know."""
    found: Iterable[AttemptRow] | None = _known(session).whole.get(delivery_id)
    if found is None:
        query = select(AttemptRow).where(AttemptRow.delivery_id == delivery_id)
        found = session.exec(query.where(col(AttemptRow.finished_at).is_(None)))
    return sorted((row for row in found if row.finished_at is None), key=lambda row: row.started_at)


def _read(session: Session, delivery_id: str, recipients: Sequence[str]) -> Iterable[AttemptRow]:
    query = select(AttemptRow).where(AttemptRow.delivery_id == delivery_id, col(AttemptRow.recipient).in_(recipients))
    return session.exec(query.order_by(col(AttemptRow.number)))


def _known(session: Session) -> _Known:
    found: _Known = session.info.setdefault("krisekanal.attempts", _Known())
    return found
