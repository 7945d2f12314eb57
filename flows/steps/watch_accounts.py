"""Reading every watched account, side by side, and taking down what the desk wants down."""

from concurrent.futures import ThreadPoolExecutor

from flows.work.context import WorkerContext
from schemas.errors import KrisekanalError, NotifierError, RetryClass
from schemas.states import ForeignStatus
from store.monitoring import foreign_posts as finds
from store.monitoring import looks

_POOL = ThreadPoolExecutor(max_workers=16, thread_name_prefix="watch")
"""A slow platform must not make the others wait."""


def watch(worker: WorkerContext, tick: int) -> None:
    """One whole look."""
    chosen = looks.begin(worker.ctx, tick)
    if chosen is not None:
        list(_POOL.map(lambda account_id: read(worker, account_id), chosen))
        looks.end(worker.ctx, tick)


def read(worker: WorkerContext, account_id: str) -> int:
    """How many posts were found there that are not ours, and new to us."""
    try:
        since = looks.since(worker.ctx, account_id)
        posts = worker.channels.read_back(worker.ctx.account(account_id), since)
    except KrisekanalError as error:
        wait = error.retry_after if isinstance(error, NotifierError) else None
        looks.missed(worker.ctx, account_id, error.sentence, wait)
        return 0
    return len(looks.seen(worker.ctx, account_id, posts))


def how_it_ended(worker: WorkerContext, foreign_id: str) -> tuple[str, ForeignStatus]:
    """The account, and what has become of the post."""
    post = finds.show(worker.ctx, foreign_id)
    return post.account_id, post.status


def retract(worker: WorkerContext, foreign_id: str) -> None:
    post = finds.to_retract(worker.ctx, foreign_id)
    if post is None:
        return
    try:
        worker.channels.remove(worker.ctx.account(post.account_id), post.remote_id)
    except KrisekanalError as error:
        kind, wait = (
            (error.kind, error.retry_after) if isinstance(error, NotifierError) else (RetryClass.OPERATOR, None)
        )
        finds.not_retracted(worker.ctx, foreign_id, error.sentence, kind, wait)
        return
    finds.retracted(worker.ctx, foreign_id)
