"""The recipients of a batch: their addresses from the frozen set, and what each of them got of the original."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from schemas.messages.bulk import Addressee, Fate
from schemas.recipients.recipient import Way
from store.batches import keys, remote_ids
from store.context import AppContext
from store.db.tables import BatchRow, BulkRow, MessageRow
from store.messages import many
from store.recipients import consents, sets

_GOT_IT = (Fate.HANDED_OVER, Fate.ARRIVED)


def read(
    session: Session, ctx: AppContext, bulk: BulkRow, message: MessageRow, numbers: Sequence[int]
) -> list[Addressee]:
    """In their order, without those erased since. One question for all, another where a message is followed up."""
    if not numbers or bulk.set_id is None:
        return []
    wanted, first = set(numbers), numbers[0]
    found = sets.page(session, ctx.sealed, bulk.set_id, first, numbers[-1] - first + 1)
    before = _before(session, bulk, message, first, numbers[-1])
    return [
        Addressee(
            member.number,
            member.address,
            keys.made(ctx.sealed, bulk.delivery_id, member.number),
            before.get(member.number),
            consents.stop_word(ctx.sealed, ctx.sealed.mark(member.address)) if member.way is Way.EMAIL else "",
            member.language,
        )
        for member in found
        if member.number in wanted
    ]


def batch_of(session: Session, delivery_id: str, number: int) -> BatchRow | None:
    """The batch that this recipient is in; None where their turn has not come."""
    query = select(BatchRow).where(BatchRow.delivery_id == delivery_id, BatchRow.first <= number)
    found = session.exec(query.order_by(col(BatchRow.first).desc()).limit(1)).first()
    return found if found is not None and number < found.first + len(found.fates) else None


def _before(session: Session, bulk: BulkRow, message: MessageRow, first: int, last: int) -> dict[int, str | None]:
    """Number to the remote id of what the original left there; the original went to the same set."""
    original = many.original(session, message, bulk.account_id)
    if original is None or original.set_id != bulk.set_id:
        return {}
    found: dict[int, str | None] = {}
    for batch in session.exec(_over(original.delivery_id, first, last)):
        ids = remote_ids.read(batch.remote, len(batch.fates))
        found |= {
            batch.first + n: ids[n]
            for n, fate in enumerate(batch.fates)
            if fate in _GOT_IT and first <= batch.first + n <= last
        }
    return found


def _over(delivery_id: str, first: int, last: int) -> SelectOfScalar[BatchRow]:
    """Batches lie one behind the other: from the one that `first` lies in or behind. All before it are never read again."""
    begins = (
        select(func.max(BatchRow.first))
        .where(BatchRow.delivery_id == delivery_id, BatchRow.first <= first)
        .scalar_subquery()
    )
    return select(BatchRow).where(
        BatchRow.delivery_id == delivery_id, BatchRow.first <= last, BatchRow.first >= func.coalesce(begins, 0)
    )
