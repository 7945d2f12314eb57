"""An account's own list of recipients becomes a frozen set before the first batch, so that each has a number that stays."""

from collections.abc import Iterable

from sqlmodel import col, select

from schemas.messages.bulk import BulkState
from schemas.recipients.recipient import Recipient
from store.context import AppContext
from store.db.tables import BulkRow
from store.evidence import audit
from store.messages import many
from store.recipients import sets


def freeze_own(ctx: AppContext, account_id: str) -> None:
    """What waits for its set on this account gets one. Two workers may make one each; the first one's counts."""
    waiting = _without(ctx, account_id)
    if not waiting:
        return
    frozen = sets.freeze(ctx, audit.SYSTEM, _own(ctx, account_id))
    with ctx.write() as session:
        for bulk in (many.get(session, delivery_id) for delivery_id in waiting):
            if bulk.set_id is None:
                bulk.set_id, bulk.first, bulk.cursor = frozen.id, 0, 0
                bulk.size = frozen.counts.size


def _without(ctx: AppContext, account_id: str) -> list[str]:
    query = select(BulkRow.delivery_id).where(
        BulkRow.account_id == account_id, col(BulkRow.set_id).is_(None), BulkRow.state == BulkState.RUNNING
    )
    with ctx.read() as session:
        return list(session.exec(query))


def _own(ctx: AppContext, account_id: str) -> Iterable[Recipient]:
    account = ctx.account(account_id)
    way = many.way_of(account)
    return (Recipient(way=way, address=address) for address in dict.fromkeys(account.recipients))
