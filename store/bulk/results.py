"""What came of a batch, written into its row: once, by whoever has its lease."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from policy.sending.batches import sends_again
from policy.sending.patience import Trial, judge, patience, pause
from schemas.errors import RetryClass
from schemas.messages.bulk import BulkState, Fate, Sent
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from schemas.recipients.delivery_report import DeliveryReport
from schemas.states import Outcome
from store.batches import paces, remote_ids, reported
from store.batches.orders import Answer
from store.bulk import ending
from store.context import AppContext
from store.db.tables import BatchRow, BatchState, BulkRow, DeliveryRow, MessageRow
from store.deliveries import deliveries
from store.evidence import audit
from store.messages import many, messages

_TOO_MUCH = RetryClass.RETRY_AFTER
_THE_ACCOUNT = (RetryClass.REAUTH, RetryClass.OPERATOR)
"""Nobody else of the account gets it either, until a person has acted."""
_MAY_STAND = (Fate.IN_DOUBT, Fate.UNCERTAIN, Fate.AGAIN, Fate.FAILED)
_NOW_AND_THEN = timedelta(minutes=1)
REPORTED = (Fate.ARRIVED, Fate.BOUNCED)
"""The last word came before our own receipt."""
Fated = tuple[Fate, datetime | None]


def take(session: Session, ctx: AppContext, answer: Answer, worker: str) -> str:
    """Returns the message's id, whose status may be another now."""
    order = answer.order
    batch = session.get_one(BatchRow, order.batch.id)
    bulk, row = many.get(session, batch.delivery_id), deliveries.get(session, batch.delivery_id)
    message = messages.get(session, row.message_id)
    if batch.state is not BatchState.BEGUN or batch.lease_owner != worker or batch.tries != order.tries:
        _late(session, ctx, bulk, batch, message, answer, worker)
        return message.id
    judged = (
        _looked(session, ctx, batch, message, answer)
        if order.only_look
        else _sent(session, ctx, batch, message, answer)
    )
    _write(session, ctx, bulk, batch, answer, judged)
    _nobody_is_there(session, ctx, answer)
    if any(sent.kind is None for sent in answer.sent):
        _goes_well(ctx, row)
    too_much = [sent.retry_after or 0 for sent in answer.sent if sent.kind is _TOO_MUCH]
    if too_much:
        paces.slow_down(session, ctx, batch.account_id, max(too_much))
    if answer.sent and all(sent.kind in _THE_ACCOUNT for sent in answer.sent):
        bulk.state = BulkState.DONE
    ending.end_if_done(session, ctx, bulk, row, message)
    return message.id


def _nobody_is_there(session: Session, ctx: AppContext, answer: Answer) -> None:
    """As a report says it later: no further message is sent there."""
    gone = DeliveryReport(arrived=False, nobody_there=True)
    for addressee, sent in zip(answer.order.batch.to, answer.sent, strict=False):
        if sent.nobody_there:
            reported.heard(session, ctx, ctx.sealed.mark(addressee.recipient), gone)


def _goes_well(ctx: AppContext, row: DeliveryRow) -> None:
    """Hours of sending are not hours of trying in vain. Written now and then: all workers of a delivery share its row."""
    now = ctx.clock()
    if row.tried_since is None or now - row.tried_since >= _NOW_AND_THEN:
        row.tried_since = now


def _write(
    session: Session, ctx: AppContext, bulk: BulkRow, batch: BatchRow, answer: Answer, judged: Sequence[Fated]
) -> None:
    fates, ids = list(batch.fates), remote_ids.read(batch.remote, len(batch.fates))
    for addressee, (fate, _) in zip(answer.order.batch.to, judged, strict=True):
        if fates[addressee.number - batch.first] not in REPORTED:
            fates[addressee.number - batch.first] = fate
    for number, remote_id in _new_ids(answer):
        ids[number - batch.first] = remote_id
    batch.remote = remote_ids.written(ids)
    many.change(bulk, batch, "".join(fates))
    go_on(ctx, batch, [due for _, due in judged if due])
    refused = next((sent for sent in answer.sent if sent.kind), None)
    batch.error_kind, batch.error = (refused.kind, refused.error) if refused else (None, None)


def go_on(ctx: AppContext, batch: BatchRow, due: Sequence[datetime]) -> None:
    """Waiting while anybody of it does."""
    waits = Fate.AGAIN in batch.fates or Fate.IN_DOUBT in batch.fates
    batch.state = BatchState.WAITING if waits else BatchState.DONE
    batch.lease_owner, batch.ended_at = None, ctx.clock()
    batch.due_at = max(due) if due else ctx.clock()
    if Fate.IN_DOUBT not in batch.fates:
        batch.doubt_since = None


def _new_ids(answer: Answer) -> Iterable[tuple[int, str]]:
    for addressee, sent in zip(answer.order.batch.to, answer.sent, strict=False):
        if sent.kind is None and sent.remote_id:
            yield addressee.number, sent.remote_id
    for number, receipt in (answer.found or {}).items():
        yield number, receipt.remote_id or ""


def _sent(session: Session, ctx: AppContext, batch: BatchRow, message: MessageRow, answer: Answer) -> list[Fated]:
    """Each kind of answer is judged once."""
    known: dict[tuple[RetryClass | None, float | None], Fated] = {}
    found = []
    for sent in answer.sent:
        if (sent.kind, sent.retry_after) not in known:
            known[sent.kind, sent.retry_after] = _judged(session, ctx, batch, message, sent)
        found.append(known[sent.kind, sent.retry_after])
    return found


def _judged(session: Session, ctx: AppContext, batch: BatchRow, message: MessageRow, sent: Sent) -> Fated:
    now = ctx.clock()
    if sent.kind is None:
        return Fate.HANDED_OVER, None
    if sent.kind is RetryClass.AMBIGUOUS:
        return doubted(session, ctx, batch, message, sent.retry_after)
    severity = many.severity_of(session, message)
    trial = Trial(
        since=batch.begun_at,
        give_up_at=batch.begun_at + patience(ctx.municipality.patience, severity),
        settles_within=timedelta(),
        repeatable=True,
        readable=False,
    )
    then = judge(SendResult(kind=sent.kind, retry_after=sent.retry_after), trial, now)
    return (Fate.AGAIN, then.due_at) if then.outcome is Outcome.AGAIN else (Fate.FAILED, None)


def doubted(
    session: Session, ctx: AppContext, batch: BatchRow, message: MessageRow, retry_after: float | None = None
) -> Fated:
    """It may have been taken: looked for where that can be done, else sent again or put before a person, as the severity asks for."""
    now = ctx.clock()
    batch.doubt_since = batch.doubt_since or now
    if ctx.channels.can_find(ctx.account(batch.account_id)):
        return Fate.IN_DOUBT, now + timedelta(seconds=retry_after or 0)
    return _nobody_knows(session, ctx, message)


def begin(bulk: BulkRow, batch: BatchRow, there: Collection[int]) -> None:
    """Those whose turn it is are on their way; who is not `there` any more was erased."""
    turn = {Fate.AGAIN: Fate.ON_ITS_WAY}
    fates = [
        turn.get(Fate(fate), fate) if n in there or fate != Fate.AGAIN else Fate.ERASED
        for n, fate in enumerate(batch.fates)
    ]
    many.change(bulk, batch, "".join(fates))


def settle(ctx: AppContext, batch: BatchRow) -> None:
    """Nobody of it is there any more."""
    go_on(ctx, batch, [])


def in_doubt(session: Session, ctx: AppContext, bulk: BulkRow, batch: BatchRow, message: MessageRow) -> None:
    """Its worker died: who was on the way may have got it."""
    fate, due = doubted(session, ctx, batch, message)
    in_flight = (Fate.ON_ITS_WAY, Fate.IN_DOUBT)
    many.change(bulk, batch, "".join(fate if each in in_flight else each for each in batch.fates))
    go_on(ctx, batch, [due] if due else [])


def _nobody_knows(session: Session, ctx: AppContext, message: MessageRow) -> Fated:
    if sends_again(ctx.municipality.many, many.severity_of(session, message)):
        return Fate.AGAIN, ctx.clock()
    return Fate.UNCERTAIN, None


def _looked(session: Session, ctx: AppContext, batch: BatchRow, message: MessageRow, answer: Answer) -> list[Fated]:
    """Not found is known only once the channel has had its time to show it."""
    now, since = ctx.clock(), batch.doubt_since or ctx.clock()
    settled = now >= since + ctx.channels.settles_within(ctx.account(batch.account_id))
    missing = _nobody_knows(session, ctx, message) if settled else (Fate.IN_DOUBT, now + pause(since, now))
    if settled and answer.found is not None and ctx.channels.can_find(ctx.account(batch.account_id)):
        missing = Fate.AGAIN, now
    found: dict[int, Receipt] = dict(answer.found or {})
    return [(Fate.HANDED_OVER, None) if each.number in found else missing for each in answer.order.batch.to]


def _late(
    session: Session, ctx: AppContext, bulk: BulkRow, batch: BatchRow, message: MessageRow, answer: Answer, worker: str
) -> None:
    """Whoever had lost its lease comes with receipts: they settle what nobody knew, unless somebody is at it again."""
    taken = {to.number for to, sent in zip(answer.order.batch.to, answer.sent, strict=False) if sent.kind is None}
    taken |= set(answer.found or ())
    news = [n for n in taken if batch.fates[n - batch.first] in _MAY_STAND]
    if not news:
        return
    audit.append(
        session,
        ctx,
        audit.SYSTEM,
        "delivery.late_answer",
        batch.delivery_id,
        message.crisis_id,
        worker=worker,
        remote_id=None,
    )
    if batch.state is BatchState.BEGUN:
        return
    fates = list(batch.fates)
    for number in news:
        fates[number - batch.first] = Fate.HANDED_OVER
    many.change(bulk, batch, "".join(fates))
    if batch.state is BatchState.WAITING:
        go_on(ctx, batch, [batch.due_at])
    ending.end_if_done(session, ctx, bulk, deliveries.get(session, bulk.delivery_id), message)
