"""Reading what others write on every account that is due, side by side; and hiding it where the desk wants that."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flows.work.context import WorkerContext
from notifiers.facade import Channels
from schemas.accounts.account import Account
from schemas.dialogue.remark import HideDeed, RemoteRemark
from schemas.errors import KrisekanalError, NotifierError, RetryClass
from store.dialogue import unanswered
from store.remarks import hiding, inbox, untaken

_POOL = ThreadPoolExecutor(max_workers=16, thread_name_prefix="inbox")
"""A slow platform must not make the others wait."""
_PAGES = 20
"""Of one account in one look; what is left is read in the next, which is due at once."""


def listen(worker: WorkerContext, tick: int) -> None:
    """One whole look. The next one does not wait for it."""
    list(_POOL.map(lambda account_id: read(worker, account_id), begin(worker, tick)))


def begin(worker: WorkerContext, tick: int) -> list[str]:
    """Ids of the accounts to read now; what nobody has seen to in time is told of first. Nothing where the look is an old one."""
    chosen = inbox.begin(worker.ctx, tick)
    if chosen is None:
        return []
    untaken.tell(worker.ctx)
    unanswered.tell(worker.ctx)
    return chosen


def read(worker: WorkerContext, account_id: str) -> int:
    """How many remarks came anew; none where an earlier look still reads the account."""
    reading = f"inbox {account_id}"
    if not worker.in_hand.take(reading):
        return 0
    try:
        return _read(worker, account_id)
    finally:
        worker.in_hand.release(reading)


def _read(worker: WorkerContext, account_id: str) -> int:
    """A page and its cursor are kept before the next page is asked for."""
    new = 0
    try:
        for _ in range(_PAGES):
            cursor, posts = inbox.where(worker.ctx, account_id)
            page = worker.channels.remarks(worker.ctx.account(account_id), cursor, posts)
            new += len(inbox.seen(worker.ctx, account_id, page).new)
            if not page.more:
                break
        else:
            inbox.go_on(worker.ctx, account_id)
    except KrisekanalError as error:
        wait = error.retry_after if isinstance(error, NotifierError) else None
        inbox.missed(worker.ctx, account_id, error.sentence, wait)
    return new


def hide(worker: WorkerContext, remark_id: str) -> None:
    """Hidden, shown again or removed at its platform, as the desk wants it."""
    asked = hiding.wanted(worker.ctx, remark_id)
    if asked is None:
        return
    remark, deed = asked
    try:
        _AT_PLATFORM[deed](worker.channels, worker.ctx.account(remark.account_id), remark.remote)
    except KrisekanalError as error:
        kind, wait = (
            (error.kind, error.retry_after) if isinstance(error, NotifierError) else (RetryClass.OPERATOR, None)
        )
        hiding.not_done(worker.ctx, remark_id, deed, error.sentence, kind, wait)
        return
    hiding.done(worker.ctx, remark_id, deed)


_AT_PLATFORM: dict[HideDeed, Callable[[Channels, Account, RemoteRemark], None]] = {
    HideDeed.HIDE: lambda channels, account, remark: channels.hide(account, remark),
    HideDeed.SHOW: lambda channels, account, remark: channels.unhide(account, remark),
    HideDeed.REMOVE: lambda channels, account, remark: channels.remove_remark(account, remark),
}
