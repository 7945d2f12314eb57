"""An event changes hands between processes once, and only while it is on offer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from schemas.event import EventKind, OutboxEvent
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import OutboxRow
from store.outbox import offers, outbox, workers
from tests.cast import request

LEASE = timedelta(seconds=30)


def held(ctx: AppContext, worker: str) -> OutboxEvent:
    (found,) = outbox.claim_due(ctx, worker, LEASE, kinds=[EventKind.CRISIS_ESTABLISHED])
    return found


def last_error(ctx: AppContext, event: OutboxEvent) -> str | None:
    with ctx.read() as session:
        return session.get_one(OutboxRow, event.id).last_error


def two_workers(ctx: AppContext) -> tuple[str, str]:
    lifecycle.establish(ctx, "kari", request())
    return workers.sign_in(ctx, "plain"), workers.sign_in(ctx, "plain")


def test_what_is_not_on_offer_is_not_taken_over(ctx: AppContext) -> None:
    mine, other = two_workers(ctx)
    event = held(ctx, mine)
    assert not offers.take_over(ctx, event.id, other, LEASE)
    assert not offers.take_back(ctx, event.id, mine)


def test_only_its_holder_offers_it(ctx: AppContext) -> None:
    mine, other = two_workers(ctx)
    event = held(ctx, mine)
    offers.offer(ctx, event.id, other)
    assert offers.taken(ctx, event.id) and not offers.take_over(ctx, event.id, other, LEASE)


def test_one_takes_it_over_and_its_holder_has_it_no_more(ctx: AppContext) -> None:
    mine, other = two_workers(ctx)
    event = held(ctx, mine)
    offers.offer(ctx, event.id, mine)
    assert not offers.taken(ctx, event.id)
    assert offers.take_over(ctx, event.id, other, LEASE)
    assert offers.taken(ctx, event.id)
    assert not offers.take_over(ctx, event.id, mine, LEASE) and not offers.take_back(ctx, event.id, mine)
    outbox.give_back(ctx, mine)
    assert outbox.claim_due(ctx, mine, LEASE, kinds=[EventKind.CRISIS_ESTABLISHED]) == []


def test_what_was_taken_back_is_not_taken_over(ctx: AppContext) -> None:
    mine, other = two_workers(ctx)
    event = held(ctx, mine)
    offers.offer(ctx, event.id, mine)
    assert offers.take_back(ctx, event.id, mine)
    assert not offers.take_over(ctx, event.id, other, LEASE)


def test_an_offer_ends_with_the_try_it_belonged_to(ctx: AppContext) -> None:
    """Its holder has died: whoever claims it anew has not offered it."""
    mine, other = two_workers(ctx)
    event = held(ctx, mine)
    offers.offer(ctx, event.id, mine)
    outbox.give_back(ctx, mine)
    assert held(ctx, other).attempts == 2
    assert not offers.take_over(ctx, event.id, mine, LEASE)


def test_what_is_done_is_not_taken_over(ctx: AppContext) -> None:
    mine, other = two_workers(ctx)
    event = held(ctx, mine)
    offers.offer(ctx, event.id, mine)
    outbox.finish(ctx, event.id, "plain")
    assert not offers.take_over(ctx, event.id, other, LEASE) and not offers.take_back(ctx, event.id, mine)


def test_of_two_at_the_same_moment_one_has_it(ctx: AppContext) -> None:
    mine, other = two_workers(ctx)
    event = held(ctx, mine)

    def at_once(line: Barrier, work: Callable[[], bool]) -> bool:
        line.wait()
        return work()

    with ThreadPoolExecutor(2) as hands:
        for _ in range(20):
            outbox.give_back(ctx, other)
            outbox.give_back(ctx, mine)
            offers.offer(ctx, held(ctx, mine).id, mine)
            line = Barrier(2)
            wins = [
                hands.submit(at_once, line, lambda: offers.take_over(ctx, event.id, other, LEASE)),
                hands.submit(at_once, line, lambda: offers.take_back(ctx, event.id, mine)),
            ]
            assert sum(win.result() for win in wins) == 1


def test_whoever_has_lost_it_does_not_give_it_back(ctx: AppContext) -> None:
    """Its holder was told of an error when asking, and fails the event that another one is at work on."""
    mine, other = two_workers(ctx)
    event = held(ctx, mine)
    offers.offer(ctx, event.id, mine)
    assert offers.take_over(ctx, event.id, other, LEASE)
    outbox.fail(ctx, event.id, "StoreUnavailable", mine)
    assert last_error(ctx, event) is None
    outbox.fail(ctx, event.id, "ValueError", other)
    assert last_error(ctx, event) == "ValueError"


def test_what_was_given_back_is_no_longer_on_offer(ctx: AppContext) -> None:
    mine, other = two_workers(ctx)
    event = held(ctx, mine)
    offers.offer(ctx, event.id, mine)
    outbox.give_back(ctx, mine)
    assert not offers.take_over(ctx, event.id, other, LEASE)
