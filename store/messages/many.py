"""Deliveries to many recipients, as the rest of the ledger sees them. Who sends them: `store.bulk`."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from policy.sending import batches
from policy.sending.batches import quiet_until, turn
from schemas.accounts.account import OWN_ADDRESS, Account
from schemas.crises.crisis import Severity
from schemas.messages.bulk import BulkState, Fate
from schemas.recipients.recipient import Way
from schemas.states import DeliveryStatus, Outcome
from store.context import AppContext
from store.db.tables import BatchRow, BatchState, BulkRow, CrisisRow, DeliveryRow, MessageRow, ReportedRow
from store.messages import earlier
from store.recipients import sets

_WAYS = {"mobile": Way.SMS, "email": Way.EMAIL}
"""By which of a person's addresses a platform takes (`OWN_ADDRESS`)."""
_COUNTED: Mapping[Fate, str] = {
    Fate.HANDED_OVER: "handed_over",
    Fate.ARRIVED: "arrived",
    Fate.BOUNCED: "bounced",
    Fate.FAILED: "failed",
    Fate.UNCERTAIN: "uncertain",
    Fate.ERASED: "erased",
}
_BECOMES = {Outcome.DELIVERED: Fate.HANDED_OVER, Outcome.AGAIN: Fate.AGAIN, Outcome.FAILED: Fate.FAILED}


def begin(session: Session, ctx: AppContext, row: DeliveryRow, message: MessageRow) -> bool:
    """Whether it takes the road for many, which is then decided for good. It may have to wait for the end of quiet hours."""
    account = ctx.account(row.account_id)
    if account.sandbox or message.reply_to or account.platform not in OWN_ADDRESS:
        return False  # an answer goes to one, whoever the account writes to
    set_id, numbers = _wanted(session, ctx, account, message)
    if set_id is None and len(numbers) <= ctx.municipality.many.over:
        return False
    row.many = True
    severity = severity_of(session, message)
    zone = ZoneInfo(ctx.municipality.organisation.timezone)
    row.due_at = quiet_until(ctx.municipality.many, severity, row.due_at, zone)
    session.add(
        BulkRow(
            delivery_id=row.id,
            account_id=row.account_id,
            set_id=set_id,
            state=BulkState.RUNNING,
            turn=_turn(session, message, row.account_id, severity),
            first=numbers.start,
            size=len(numbers),
            cursor=numbers.start,
        )
    )
    session.flush()
    return True


def _turn(session: Session, message: MessageRow, account_id: str, severity: Severity | None) -> int:
    """Ahead of what it follows up, which may itself be an all-clear or a correction that is being sent."""
    before = sendings(session, [each.id for each in earlier.replaced(session, message)], account_id)
    return min([turn(message.kind, severity), *(each.turn - 1 for each in before)])


def _wanted(session: Session, ctx: AppContext, account: Account, message: MessageRow) -> tuple[str | None, range]:
    """The set and its numbers: those approved with the message, those of the message it follows up, or the account's own list."""
    chosen = (message.content.get("recipients") or {}).get("set_id")
    if chosen:
        return chosen, sets.get(session, chosen).counts.numbers(way_of(account))
    before = original(session, message, account.id)
    if before is not None and before.set_id:
        return before.set_id, range(before.first, before.first + before.size)
    return None, range(len(account.recipients))


def way_of(account: Account) -> Way:
    """Of an account that writes to one person alone."""
    return _WAYS[OWN_ADDRESS[account.platform]]


def sendings(session: Session, message_ids: Sequence[str], account_id: str) -> Sequence[BulkRow]:
    """The deliveries of these messages to this account, where they went to many."""
    if not message_ids:
        return []
    query = select(BulkRow).join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
    wanted = (col(DeliveryRow.message_id).in_(message_ids), DeliveryRow.account_id == account_id)
    return session.exec(query.where(*wanted)).all()


def original(session: Session, message: MessageRow, account_id: str) -> BulkRow | None:
    """The delivery to the same account of the message that this one follows up, where that went to many."""
    return next(iter(sendings(session, [message.refers_to] if message.refers_to else [], account_id)), None)


def severity_of(session: Session, message: MessageRow) -> Severity | None:
    crisis = session.get(CrisisRow, message.crisis_id) if message.crisis_id else None
    return crisis.severity if crisis else None


def get(session: Session, delivery_id: str) -> BulkRow:
    return session.get_one(BulkRow, delivery_id)


def change(bulk: BulkRow, batch: BatchRow, fates: str) -> None:
    """The recipients of a batch stand otherwise now; the whole's numbers with them."""
    for fate, counted in _COUNTED.items():
        difference = fates.count(fate) - batch.fates.count(fate)
        if difference:
            setattr(bulk, counted, getattr(bulk, counted) + difference)
    batch.fates = fates


def sum_up(ctx: AppContext, bulk: BulkRow) -> DeliveryStatus:
    """What it has come to, of which nothing waits any more: asked at its end, and again whenever something is reported later."""
    if bulk.cursor < bulk.first + bulk.size and bulk.state is not BulkState.STOPPED:
        return DeliveryStatus.FAILED
    lost = bulk.failed + bulk.bounced
    return batches.sum_up(ctx.municipality.many, addressed=bulk.size, lost=lost, uncertain=bulk.uncertain)


def decide(session: Session, ctx: AppContext, delivery_id: str, outcome: Outcome) -> DeliveryStatus:
    """A person has decided about those of whom nobody knew; another try is for whoever failed, got nothing or was stopped, too."""
    bulk, then = get(session, delivery_id), _BECOMES[outcome]
    again = outcome is Outcome.AGAIN
    decided = (Fate.UNCERTAIN, Fate.FAILED, Fate.BOUNCED, Fate.STOPPED) if again else (Fate.UNCERTAIN,)
    for batch in session.exec(
        select(BatchRow).where(BatchRow.delivery_id == delivery_id).execution_options(yield_per=200)
    ):
        fates = "".join(then if fate in decided else fate for fate in batch.fates)
        if fates != batch.fates:
            told_by_the_minute(
                session, ctx, delivery_id, failed=fates.count(Fate.BOUNCED) - batch.fates.count(Fate.BOUNCED)
            )
            change(bulk, batch, fates)
            batch.state = BatchState.WAITING if again else BatchState.DONE
            batch.due_at, batch.doubt_since, batch.lease_owner = batch.begun_at, None, None
    if again:
        bulk.state, bulk.ended_at = BulkState.RUNNING, None
        return DeliveryStatus.QUEUED
    return sum_up(ctx, bulk)


def told_by_the_minute(
    session: Session, ctx: AppContext, delivery_id: str, *, arrived: int = 0, failed: int = 0
) -> None:
    """So many more are reported than until now; of one that is tried again, fewer."""
    if not arrived and not failed:
        return
    minute = ctx.clock().replace(second=0, microsecond=0)
    row = session.get(ReportedRow, (delivery_id, minute)) or ReportedRow(delivery_id=delivery_id, minute=minute)
    row.arrived, row.failed = row.arrived + arrived, row.failed + failed
    session.add(row)


def accounts(ctx: AppContext, message_id: str) -> list[str]:
    """Account ids of a message to whose many recipients something is to be sent now."""
    moving = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
    query = select(DeliveryRow.account_id).where(
        DeliveryRow.message_id == message_id,
        col(DeliveryRow.many).is_(True),
        col(DeliveryRow.status).in_(moving),
        col(DeliveryRow.due_at) <= ctx.clock(),
    )
    with ctx.read() as session:
        return list(session.exec(query))
