"""Many who want something of the ledger at once are one transaction, and one who spoils it spoils it for nobody else."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest
from sqlalchemy import Engine

from flows.work.ledger_writer import LedgerWriter
from schemas.errors import NotFound, StoreUnavailable
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from schemas.sentence import say
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.deliveries import deliveries
from store.drafts import drafts
from store.messages import messages
from store.sending import sending
from tests.cast import content, request
from tests.store.test_statements import LEASE, counted


class Book:
    """Writes in groups, the first of which waits until `others` are waiting, too."""

    def __init__(self, others: int, bad: Callable[[int], Exception | None] = lambda _: None) -> None:
        self.groups: list[list[int]] = []
        self._others, self._bad = others, bad
        self._begun = Event()
        self.writer = LedgerWriter(self._write)

    def _write(self, wanted: Sequence[int]) -> list[int]:
        if not self.groups and not self._begun.is_set():
            self._begun.set()
            while len(self.writer._waiting) < self._others:
                pass
        self.groups.append(list(wanted))
        for number in wanted:
            if error := self._bad(number):
                raise error
        return [number * 10 for number in wanted]

    def ask_all(self) -> list[object]:
        """What each of them came to, in order, errors too."""
        answers: list[object] = [None] * (self._others + 1)

        def ask(number: int) -> None:
            try:
                answers[number] = self.writer.ask(number)
            except Exception as error:
                answers[number] = error

        threads = [Thread(target=ask, args=(number,)) for number in range(self._others + 1)]
        threads[0].start()
        self._begun.wait(10)
        for thread in threads[1:]:
            thread.start()
        for thread in threads:
            thread.join(120)
        return answers


def test_who_comes_meanwhile_is_written_together() -> None:
    book = Book(5)
    assert book.ask_all() == [0, 10, 20, 30, 40, 50]
    assert [sorted(group) for group in book.groups] == [[0], [1, 2, 3, 4, 5]]


def test_one_who_spoils_it_has_the_error_alone() -> None:
    book = Book(3, lambda number: ValueError("nei") if number == 2 else None)
    answers = book.ask_all()
    assert isinstance(answers.pop(2), ValueError) and answers == [0, 10, 30]


def test_a_database_that_is_away_is_told_to_everybody_at_once() -> None:
    book = Book(3, lambda number: StoreUnavailable(say("Away")) if number else None)
    answers = book.ask_all()
    assert [type(answer) for answer in answers] == [int, StoreUnavailable, StoreUnavailable, StoreUnavailable]
    assert len(book.groups) == 2, "nobody tries the others one by one against a database that is away"


def test_nobody_is_left_waiting_under_load() -> None:
    writer = LedgerWriter[int, int](lambda wanted: [number + 1 for number in wanted])
    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(writer.ask, range(2000))) == list(range(1, 2001))


def test_a_burst_is_few_questions(ctx: AppContext, engine: Engine) -> None:
    """Ten messages to four channels: claimed and finished together they cost a fraction of one by one."""
    crisis = lifecycle.establish(ctx, "kari", request())
    ids = [_waiting(ctx, crisis.id, number) for number in range(10)]
    alone = _cost(ctx, engine, [[delivery] for delivery in ids[0]])
    together = _cost(ctx, engine, [[delivery for some in ids[1:] for delivery in some]])
    assert together / 9 < alone / 3, (alone, together)
    assert {message.status for message in messages.listing(ctx, crisis.id)} == {"published"}


def test_one_delivery_that_is_not_there_is_said_and_the_others_are_untouched(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    first, *_ = _waiting(ctx, crisis.id, 1)
    with pytest.raises(NotFound):
        sending.take_steps(ctx, [sending.Step(first), sending.Step("l-finnes-ikke")], "w", LEASE)
    assert deliveries.status(ctx, first) == "queued"


def _waiting(ctx: AppContext, crisis_id: str, number: int) -> list[str]:
    draft = drafts.submit(
        ctx, "anne", drafts.new(ctx, "anne", crisis_id, content(f"Kok vannet i {number + 1} minutter.")).id
    )
    return deliveries.waiting(ctx, approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id)


def _cost(ctx: AppContext, engine: Engine, groups: list[list[str]]) -> int:
    """Statements to claim these and to finish them, group by group."""
    with counted(engine) as found:
        for group in groups:
            claims = sending.take_steps(ctx, [sending.Step(delivery) for delivery in group], "w", LEASE)
            done = [(claimed, SendResult(receipt=Receipt(remote_id="1"))) for some in claims for claimed in some]
            sending.take_steps(ctx, [sending.Step(c.out.delivery_id, [(c, r)]) for c, r in done], "w", LEASE)
    return found.statements
