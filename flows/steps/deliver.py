"""Carrying one message to its channels, side by side: a slow or dead one delays no other."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from config.texts import read
from flows.context import WorkerContext
from schemas.delivery import Claim, SendResult
from schemas.errors import NotifierError, RetryClass
from schemas.states import DeliveryStatus
from store.messages import deliveries, sending

_POOL = ThreadPoolExecutor(max_workers=64, thread_name_prefix="deliver")
"""The gateway's own: Apprise's shared one has six threads on two cores."""
_under_way: dict[str, "Future[None]"] = {}
"""Delivery id to the request this process is making for it."""


def deliver_message(worker: WorkerContext, message_id: str, begun: Callable[[], object] = lambda: None) -> None:
    """Every delivery that waits now. `begun` is called once all are on their way; returns when each had its try."""
    waiting = deliveries.waiting(worker.ctx, message_id)
    claims = sending.claim_all(worker.ctx, waiting, worker.name, worker.lease)
    carried = [_start(worker, claimed) for claimed in claims]
    begun()
    for future in carried:
        future.result()


def join(worker: WorkerContext, delivery_id: str) -> DeliveryStatus:
    """Deliver it, or wait for whoever in this process is at it; returns what became of it."""
    future = _under_way.get(delivery_id)
    if future:
        future.result()
    else:
        _carry(worker, sending.claim(worker.ctx, delivery_id, worker.name, worker.lease))
    return deliveries.status(worker.ctx, delivery_id)


def _start(worker: WorkerContext, claimed: Claim) -> "Future[None]":
    delivery_id = claimed.out.delivery_id
    future = _POOL.submit(_carry, worker, claimed)
    _under_way[delivery_id] = future
    future.add_done_callback(lambda _: _under_way.pop(delivery_id, None))
    return future


def _carry(worker: WorkerContext, claimed: Claim | None) -> None:
    """Recipient by recipient."""
    while claimed:
        claimed = sending.finish(worker.ctx, claimed, attempt(worker, claimed), worker.name)


def attempt(worker: WorkerContext, claimed: Claim) -> SendResult:
    if claimed.in_doubt:
        return _look(worker, claimed, error="?")
    account = worker.ctx.account(claimed.account_id)
    try:
        return SendResult(receipt=worker.channels.send(account, claimed.out))
    except NotifierError as failed:
        error = read(failed.sentence, worker.ctx.municipality.organisation.language)
        if failed.kind is RetryClass.AMBIGUOUS:
            return _look(worker, claimed, error)
        return SendResult(kind=failed.kind, retry_after=failed.retry_after, error=error)


def _look(worker: WorkerContext, claimed: Claim, error: str) -> SendResult:
    """Nobody knows whether it arrived: read the channel back before anything is sent again."""
    account = worker.ctx.account(claimed.account_id)
    if not worker.channels.can_find(account):
        return SendResult(kind=RetryClass.AMBIGUOUS, error=error)
    try:
        found = worker.channels.find(account, claimed.out)
    except NotifierError:
        return SendResult(kind=RetryClass.AMBIGUOUS, error=error)
    if found:
        return SendResult(receipt=found)
    return SendResult(kind=RetryClass.AMBIGUOUS, error=error, landed=False)
