"""Batches for channels that take one recipient a request: one after the other, or some abreast."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from schemas.errors import NotifierError, RetryClass
from schemas.messages.bulk import Addressee, Batch, Sent
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt

NOT_BEGUN = Sent(kind=RetryClass.RETRY_NOW, retry_after=1.0, error="not begun")
"""Nobody refused it: it waits a second, however long the others of its batch have been tried."""
Deliver = Callable[[Outgoing], Receipt]


def text_by_text(batch: Batch, send: Callable[[Batch], list[Sent]]) -> list[Sent]:
    """What came of each, in the batch's order; `send` is handed those who get the same words."""
    sent = {to.number: one for text in batch.by_text() for to, one in zip(text.to, send(text), strict=True)}
    return [sent[each.number] for each in batch.to]


def one_by_one(deliver: Deliver, batch: Batch, go_on: Callable[[], bool]) -> list[Sent]:
    return [_one(deliver, batch, addressee, go_on) for addressee in batch.to]


def abreast(width: int, deliver: Deliver, batch: Batch, go_on: Callable[[], bool]) -> list[Sent]:
    """`width` of them at the same time."""
    with ThreadPoolExecutor(width) as pool:
        return list(pool.map(lambda addressee: _one(deliver, batch, addressee, go_on), batch.to))


def refused(error: NotifierError) -> Sent:
    return Sent(kind=error.kind, retry_after=error.retry_after, error=str(error))


def _one(deliver: Deliver, batch: Batch, addressee: Addressee, go_on: Callable[[], bool]) -> Sent:
    if not go_on():
        return NOT_BEGUN
    try:
        return Sent(remote_id=deliver(batch.one(addressee)).remote_id)
    except NotifierError as error:
        return refused(error)
    except Exception as error:  # what a library throws at us is ambiguous: nobody knows how far it came
        return Sent(kind=RetryClass.AMBIGUOUS, error=type(error).__name__)
