"""One transaction for all who want something of the ledger at the same moment (group commit).

A burst has dozens of requests end within the time of one commit. Each alone would wait for all before it; together they are
read, written and committed at once, by whoever comes first.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

from schemas.errors import StoreUnavailable

Q = TypeVar("Q")
A = TypeVar("A")
_AT_MOST = 48
"""In one transaction: others want the database, too."""


class LedgerWriter(Generic[Q, A]):
    """`write` takes what all of them want and answers each, in order; it is one transaction."""

    def __init__(self, write: Callable[[Sequence[Q]], Sequence[A]]) -> None:
        self._write = write
        self._waiting: list[tuple[Q, Future[A]]] = []
        self._lock = Lock()
        self._turn = Lock()

    def ask(self, wanted: Q) -> A:
        """Returns when it is written, by this thread or another. Raises what `write` raises for it."""
        mine: Future[A] = Future()
        with self._lock:
            self._waiting.append((wanted, mine))
        while not mine.done():
            with self._turn:
                if not mine.done():
                    self._write_for_all()
        return mine.result()

    def _write_for_all(self) -> None:
        with self._lock:
            some, self._waiting = self._waiting[:_AT_MOST], self._waiting[_AT_MOST:]
        if not self._written(some):
            for each in some:
                self._written([each])

    def _written(self, some: Sequence[tuple[Q, "Future[A]"]]) -> bool:
        """False where one of several spoils it for the others: then each is written by itself, and has its own error."""
        try:
            answers = self._write([wanted for wanted, _ in some])
        except BaseException as error:
            if len(some) > 1 and not isinstance(error, StoreUnavailable):
                return False
            for _, waiting in some:
                waiting.set_exception(error)
            return True
        for (_, waiting), answer in zip(some, answers, strict=True):
            waiting.set_result(answer)
        return True
