"""Reading every watched account, side by side, and taking down what the desk wants down."""

from concurrent.futures import ThreadPoolExecutor

from flows.context import Place
from schemas.errors import KrisekanalError, NotifierError, RetryClass
from store.monitoring import foreign_posts as finds
from store.monitoring import looks

_POOL = ThreadPoolExecutor(max_workers=16, thread_name_prefix="watch")
"""A slow platform must not make the others wait."""


def watch(place: Place, tick: int) -> None:
    """One whole look."""
    chosen = looks.begin(place.house, tick)
    if chosen is not None:
        list(_POOL.map(lambda account_id: read(place, account_id), chosen))
        looks.end(place.house, tick)


def read(place: Place, account_id: str) -> int:
    """How many posts were found there that are not ours, and new to us."""
    try:
        since = looks.since(place.house, account_id)
        posts = place.channels.read_back(place.house.account(account_id), since)
    except KrisekanalError as error:
        wait = error.retry_after if isinstance(error, NotifierError) else None
        looks.missed(place.house, account_id, error.sentence, wait)
        return 0
    return len(looks.seen(place.house, account_id, posts))


def retract(place: Place, foreign_id: str) -> None:
    post = finds.to_retract(place.house, foreign_id)
    if post is None:
        return
    try:
        place.channels.remove(place.house.account(post.account_id), post.remote_id)
    except KrisekanalError as error:
        kind, wait = (error.kind, error.retry_after) if isinstance(error, NotifierError) else (RetryClass.OPERATOR, None)
        finds.not_retracted(place.house, foreign_id, error.sentence, kind, wait)
        return
    finds.retracted(place.house, foreign_id)
