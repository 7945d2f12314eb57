"""The last look before an answer leaves: does what it answers still stand there, in these words?"""

from flows.work.context import WorkerContext
from schemas.dialogue.remark import RemarkDeed, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.sentence import say
from store.remarks import recording

MOVED = say("What this answers was edited or deleted at the platform meanwhile. Nothing was sent.")
_MAY_PASS = (RetryClass.PERMANENT, RetryClass.OPERATOR)
"""Faults of reading that say nothing about answering: then what was read last counts."""


def still_there(worker: WorkerContext, out: Outgoing, seen: RemoteRemark) -> bool:
    """And is whoever wrote it still called what the answer begins with?

    Raises `NotifierError` where the platform does not answer: then nothing is sent either, and it is tried again.
    """
    account = worker.ctx.account(out.account_id)
    if worker.channels.unable(account, RemarkDeed.READ) is not None:
        return True
    try:
        found = worker.channels.remark(account, seen)
    except NotifierError as error:
        if error.kind in _MAY_PASS:
            return True
        kind = RetryClass.RETRY_BACKOFF if error.kind is RetryClass.AMBIGUOUS else error.kind
        raise NotifierError(error.sentence, kind, retry_after=error.retry_after) from error
    return not recording.moved(worker.ctx, out.account_id, seen, found, greets=out.greets)
