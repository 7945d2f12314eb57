"""Carrying one message to its channels, side by side: a slow or dead one delays no other."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta

from config.language.texts import read
from flows.steps import replies
from flows.work.context import WorkerContext
from flows.work.until_written import until_written
from policy.sending import sending_order
from schemas.drafts.rendering import PublishAction
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Claim, Outgoing, SendResult
from schemas.messages.receipt import Receipt
from schemas.sentence import Sentence, say
from schemas.states import DeliveryStatus
from store.db.clock import since_boot
from store.deliveries import deliveries, outgoing
from store.messages import many
from store.sending.sending import Answer, Step

_JOIN = 20.0
"""Seconds that a flow waits for a request; one that hangs must not hold the flow's hand for good."""
_NOT_BEGUN = SendResult(kind=RetryClass.RETRY_NOW, error="not begun")


def start_message(worker: WorkerContext, message_id: str, begun: Callable[[], object] = lambda: None) -> None:
    """Every delivery that waits now is on its way, or behind its own channel's requests, when this returns.

    The public page and SMS are on their way before the others are claimed (`sending.sending_order`); `begun` is called at the end.
    """
    waiting = deliveries.to_carry(worker.ctx, message_id, worker.name)
    for some in sending_order.in_turn(waiting, lambda each: worker.ctx.channels.turn(worker.ctx.account(each[1]))):
        _start(worker, some)
    for account_id in many.accounts(worker.ctx, message_id):
        worker.drains.start(account_id)
    begun()


def _start(worker: WorkerContext, waiting: list[tuple[str, str]]) -> None:
    """The channels that have a hand free are claimed in one transaction and start together."""
    taken = [(delivery, account) for delivery, account in waiting if worker.in_hand.take(delivery)]
    at_once = [delivery for delivery, account in taken if worker.hands.has_free(account)]
    claims = _claim_or_release(worker, at_once, [delivery for delivery, _ in taken])
    for delivery, account in taken:
        if delivery in claims or delivery not in at_once:
            _submit(worker, delivery, account, claims.get(delivery, []))
        else:
            worker.in_hand.release(delivery)


def join(worker: WorkerContext, delivery_id: str, account_id: str) -> DeliveryStatus:
    """Deliver it, or wait for whoever in this process is at it; returns what became of it."""
    if deliveries.is_to_many(worker.ctx, delivery_id):
        worker.drains.start(account_id)
        return deliveries.status(worker.ctx, delivery_id)
    future = worker.hands.at_work_on(delivery_id)
    if future is None and worker.in_hand.take(delivery_id):
        future = _submit(worker, delivery_id, account_id, [])
    if future is not None:
        with suppress(TimeoutError):
            future.result(_JOIN)
    return deliveries.status(worker.ctx, delivery_id)


def _claim_or_release(worker: WorkerContext, wanted: list[str], taken: list[str]) -> dict[str, list[Claim]]:
    try:
        claims = _claim(worker, wanted) if wanted else []
    except Exception:
        for delivery_id in taken:
            worker.in_hand.release(delivery_id)
        raise
    found: dict[str, list[Claim]] = {}
    for claimed in claims:
        found.setdefault(claimed.out.delivery_id, []).append(claimed)
    return found


def _claim(worker: WorkerContext, wanted: list[str]) -> list[Claim]:
    return worker.ledger.ask([Step(delivery_id) for delivery_id in wanted])


def _submit(worker: WorkerContext, delivery_id: str, account_id: str, claims: list[Claim]) -> Future[None]:
    good_until = since_boot() + worker.lease

    def carry() -> None:
        try:
            _carry(worker, delivery_id, claims, good_until)
        finally:
            worker.in_hand.release(delivery_id)

    return worker.hands.submit(account_id, delivery_id, carry)


def _carry(worker: WorkerContext, delivery_id: str, claims: list[Claim], good_until: timedelta) -> None:
    """A few recipients at a time; what a stop finds under way is finished and written down, and the rest left to others."""
    if not claims and not worker.stopping.is_set():
        good_until = since_boot() + worker.lease
        claims = _claim(worker, [delivery_id])
    while claims:
        results = worker.hands.abreast(claims[0].account_id, [_attempt_in_time(worker, c, good_until) for c in claims])
        good_until = since_boot() + worker.lease
        claims = _written(worker, list(zip(claims, results, strict=True)))


def _attempt_in_time(worker: WorkerContext, claimed: Claim, good_until: timedelta) -> Callable[[], SendResult]:
    """Nothing is sent on a lease that others may have taken: who wakes up late has slept by the seconds since boot."""
    return lambda: attempt(worker, claimed) if since_boot() < good_until else _NOT_BEGUN


def _written(worker: WorkerContext, answers: list[Answer]) -> list[Claim]:
    def write() -> list[Claim]:
        go_on = not worker.stopping.is_set()
        return worker.ledger.ask([Step(answers[0][0].out.delivery_id, answers, go_on)])

    return until_written(write, worker.stopping)


def attempt(worker: WorkerContext, claimed: Claim) -> SendResult:
    """One request, or one look for what may have left before."""
    if claimed.only_look:
        return _look(worker, claimed, claimed.out)
    if claimed.original is None:
        return _go_on(worker, claimed, claimed.out)
    return _mend_what_may_stand(worker, claimed, claimed.original)


def _go_on(worker: WorkerContext, claimed: Claim, out: Outgoing) -> SendResult:
    """A key is not kept for ever, so what may be repeated is looked for first, too."""
    if not claimed.in_doubt:
        return _send(worker, claimed, out)
    looked = _look(worker, claimed, out)
    return _send(worker, claimed, out) if looked.kind and claimed.repeatable else looked


def _mend_what_may_stand(worker: WorkerContext, claimed: Claim, original: Outgoing) -> SendResult:
    """Nobody knows whether the original stands there: it is looked for first, and never said to be gone without knowing."""
    found = _read_back(worker, claimed.account_id, original)
    if found:
        out = claimed.out.model_copy(update={"target": found.remote_id})
        return _send(worker, claimed, out).model_copy(update={"original": found})
    if claimed.out.rendering.action is PublishAction.DELETE:
        sentence = say("Nobody knows whether the original stands there. Look at the channel, and delete it there.")
        return SendResult(kind=RetryClass.AMBIGUOUS, error=_words(worker, sentence))
    shown = outgoing.shape(claimed.out.rendering, None)
    return _go_on(worker, claimed, claimed.out.model_copy(update={"rendering": shown}))


def _send(worker: WorkerContext, claimed: Claim, out: Outgoing) -> SendResult:
    try:
        if out.answers and not replies.still_there(worker, out, out.answers):
            return SendResult(kind=RetryClass.PERMANENT, error=_words(worker, replies.MOVED))
        return SendResult(receipt=worker.channels.send(worker.ctx.account(claimed.account_id), out))
    except NotifierError as failed:
        error = _words(worker, failed.sentence)
        if failed.kind is RetryClass.AMBIGUOUS:
            return _look(worker, claimed, out, error, failed.retry_after)
        return SendResult(kind=failed.kind, retry_after=failed.retry_after, error=error)


def _look(
    worker: WorkerContext, claimed: Claim, out: Outgoing, error: str = "", retry_after: float | None = None
) -> SendResult:
    """Nobody knows whether it arrived: read the channel back before anything is sent again."""
    found = _read_back(worker, claimed.account_id, out)
    if found:
        return SendResult(receipt=found)
    why = error or _words(worker, say("No answer came, and nothing shows that it has arrived."))
    return SendResult(kind=RetryClass.AMBIGUOUS, error=why, retry_after=retry_after)


def _read_back(worker: WorkerContext, account_id: str, out: Outgoing) -> Receipt | None:
    """None where it has not been found: not there, not there yet, or nothing can be read."""
    account = worker.ctx.account(account_id)
    if not worker.channels.can_find(account):
        return None
    try:
        return worker.channels.find(account, out)
    except NotifierError:
        return None


def _words(worker: WorkerContext, sentence: Sentence) -> str:
    return read(sentence, worker.ctx.municipality.organisation.language)
