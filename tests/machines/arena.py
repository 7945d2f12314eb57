"""Where the state machines play: a new database for each example, and a count of what the examples came to.

Each machine keeps a small model of its own and asks nothing of `policy` (but for the log's hashes). A property that never comes to what it is
about proves nothing, so every machine counts, and its test asserts how often.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy
from sqlmodel import Session, col, select

from policy.evidence.hashing import event_hash
from schemas.errors import Refused
from schemas.evidence.audit import GENESIS, AuditEvent
from schemas.ports import Channels
from store.accounts import accounts
from store.context import AppContext
from store.db.database import open_engine
from store.db.tables import AuditRow
from store.evidence import audit
from tests.cast import MUNICIPALITY
from tests.fakes import FakeClock

T = TypeVar("T")
Move = tuple[str, dict[str, Any]]


def moves(**weighted: tuple[int, dict[str, SearchStrategy[Any]]]) -> SearchStrategy[Move]:
    """A machine's moves, each as often as its weight, with what it is given.

    As rules of their own hypothesis would leave some out of each example (swarm testing), and one in five examples came to an
    approval at all.
    """
    names = [name for name, (weight, _) in weighted.items() for _ in range(weight)]
    return st.sampled_from(names).flatmap(
        lambda name: st.tuples(st.just(name), st.fixed_dictionaries(weighted[name][1]))
    )


@dataclass
class Arena:
    """`fresh` gives the address of an empty database at the newest version, and takes it away again."""

    fresh: Callable[[], AbstractContextManager[str]]
    share: float
    """Of the examples: what a database server needs a second for is played less often there."""
    record: Callable[[str, object], None]
    reached: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def town(self, channels: Channels, clock: FakeClock) -> Iterator[AppContext]:
        with self.fresh() as url:
            engine = open_engine(url, busy_timeout_ms=2000)
            try:
                ctx = AppContext(
                    engine,
                    MUNICIPALITY,
                    channels,
                    clock,
                    gate_patience=timedelta(milliseconds=1),  # the machine's workers wait for the machine
                )
                accounts.sync(ctx)
                yield ctx
            finally:
                engine.dispose()

    def play(self, machine: "Callable[[Arena], Machine]", *, examples: int, steps: int, least: dict[str, int]) -> None:
        """The same examples at every run. `least`: how often they must come to each point, at full share.

        At a smaller share the rare points may be missed, but not more than half of all.
        """
        found = settings(
            max_examples=max(2, int(examples * self.share)),
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        try:
            run_state_machine_as_test(lambda: machine(self), settings=found)  # type: ignore[arg-type]  # what makes one will do, its documentation says
        finally:
            self.record("reached", dict(sorted(self.reached.items())))
        missed = {what: (self.reached[what], n) for what, n in least.items() if self.reached[what] < n * self.share}
        too_many = len(missed) > (0 if self.share == 1 else len(least) / 2)
        assert not too_many, f"came to too little: (found, least) {missed} of {dict(self.reached)}"


class Machine(RuleBasedStateMachine):
    """One example in one town of its own."""

    def __init__(self, arena: Arena, channels: Channels) -> None:
        super().__init__()
        self.reached, self.clock = arena.reached, FakeClock()
        self._town = arena.town(channels, self.clock)
        self.ctx = self._town.__enter__()
        self._seen = (0, GENESIS)
        """(number, hash) of the last event looked at."""

    def teardown(self) -> None:
        report = audit.verify(self.ctx)
        assert (report.first_bad, report.events) == (None, self._seen[0]), report
        self._town.__exit__(None, None, None)

    def make(self, move: Move) -> None:
        name, given = move
        getattr(self, name)(**given)

    def tried(self, act: Callable[[], T], *, allowed: bool) -> T | None:
        """The store does what the model allows and refuses the rest with a sentence."""
        if allowed:
            return act()
        with pytest.raises(Refused):
            act()
        return None

    def log_holds(self) -> None:
        """What is new in the log hangs on what was there; the whole of it is walked at the end of the example."""
        with Session(self.ctx.engine) as session:
            new = session.exec(select(AuditRow).where(col(AuditRow.seq) > self._seen[0]).order_by(col(AuditRow.seq)))
            for event in map(AuditEvent.model_validate, new):
                assert (event.seq - 1, event.prev_hash, event.hash) == (*self._seen, event_hash(event))
                self._seen = (event.seq, event.hash)
