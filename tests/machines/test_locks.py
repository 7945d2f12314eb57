"""Locks: crises that overlap, exercises, roles at the platform that come back exactly, and a worker that dies anywhere."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlmodel import Session, select

from config.machine.settings import load_settings
from flows.steps.platform_lock import carry
from flows.work.context import WorkerContext
from schemas.errors import NotFound, NotifierError, RetryClass
from schemas.event import EventKind
from schemas.sentence import say
from schemas.states import AccountState
from schemas.states import PlatformLockStatus as Status
from store.accounts import accounts, platform_locks
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import PlatformLockRow
from store.deliveries import unit_posts
from store.identity.vault import Vault
from store.outbox import outbox
from tests.cast import content, request
from tests.fakes.platform import Died, DyingContext, FakePlatform, Points
from tests.machines.arena import Arena, Machine, Move, moves

LEASE = timedelta(seconds=10)
LOCKED_THERE = "side"
LOWERED = ["subscriber"]
SANDBOX = "skole-ovelse"
WHICH = st.integers(0, 2)
ROLES = st.sampled_from([["editor"], ["author", "contributor"], ["administrator"], ["author"]])
ERRORS = st.lists(
    st.sampled_from([RetryClass.RETRY_NOW, RetryClass.PERMANENT, RetryClass.AMBIGUOUS]), min_size=1, max_size=2
)
MOVES = moves(
    establish=(3, {"exercise": st.sampled_from([False, False, False, True])}),
    stand_down=(4, {"which": WHICH}),
    work=(4, {}),
    work_and_die=(4, {"at": st.integers(1, 24)}),
    work_and_fail=(3, {"errors": ERRORS}),
    time_passes=(2, {"seconds": st.sampled_from([11, 90])}),
    somebody_changes_roles=(3, {"user": st.sampled_from(["7", "8", "10"]), "roles": ROLES}),
    unit_post=(1, {}),
    ask_again=(1, {}),
)


class Locks(Machine):
    """`side` can be locked at its platform. The model knows the open crises, and the roles as people gave them."""

    def __init__(self, arena: Arena) -> None:
        self.platform, self.settings = FakePlatform(), load_settings()
        super().__init__(arena, self.platform)
        self.open: dict[str, bool] = {}
        """Crisis id to whether it is an exercise."""
        self.given = {user: list(names) for user, names in self.platform.people[LOCKED_THERE].items()}
        """Roles as people gave them while nothing was locked."""
        self.overlapped = self.died = False
        """Since the roles were last whole."""

    @rule(move=MOVES)
    def step(self, move: Move) -> None:
        self.make(move)

    def establish(self, *, exercise: bool) -> None:
        if sum(not played for played in self.open.values()) >= 2 and not exercise:
            return
        allowed = not (exercise and self.real())
        made = self.tried(lambda: lifecycle.establish(self.ctx, "kari", request(exercise=exercise)), allowed=allowed)
        if made is None:
            return
        if not exercise:
            self.reached["exercises stopped by a real crisis"] += len(self.open) - len(self.real())
            self.open = dict.fromkeys(self.real(), False)
        self.open[made.id] = exercise
        self.overlapped |= len(self.real()) > 1
        self.reached["two crises at once"] += len(self.real()) == 2 and not exercise

    def stand_down(self, which: int) -> None:
        if not self.open:
            return
        crisis = list(self.open)[which % len(self.open)]
        lifecycle.stand_down(self.ctx, "kari", crisis)
        real = not self.open.pop(crisis)
        self.reached["one of two ended"] += real and bool(self.real())
        self.reached["the last one ended"] += real and not self.real()

    def work(self) -> None:
        """All that is due now."""
        self._work(self.ctx)
        self._whole()

    def work_and_die(self, at: int) -> None:
        """`kill -9` at the so-maniest point: before a write, at its commit, after it, or between two roles."""
        points = self.platform.points = Points(at)
        try:
            self._work(DyingContext(**vars(self.ctx), points=points))
        except Died:
            self.died = True
            self.reached["died with a step"] += 1
        finally:
            points.at = 0
        self._whole()

    def work_and_fail(self, errors: list[RetryClass]) -> None:
        self.platform.errors = [
            NotifierError(say("The channel failed in an unforeseen way ({error}).", error="prøve"), e) for e in errors
        ]
        self._work(self.ctx)
        self.reached["the platform failed"] += len(errors) - len(self.platform.errors)
        self.platform.errors = []
        self._whole()

    def time_passes(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)

    def somebody_changes_roles(self, user: str, roles: list[str]) -> None:
        """At the platform itself, on a normal day: what the next lock must find and give back."""
        if self.real() or self._row() is not None:
            return
        self.given[user] = list(roles)
        self.platform.people[LOCKED_THERE][user] = list(roles)
        self.reached["roles changed by people"] += 1

    def unit_post(self) -> None:
        allowed = not self.real()
        self.tried(lambda: unit_posts.post(self.ctx, "tor", "skole", content()), allowed=allowed)
        self.reached["unit post " + ("allowed" if allowed else "refused")] += 1

    def ask_again(self) -> None:
        if self.real():
            platform_locks.want_again(self.ctx, "ola", LOCKED_THERE)
            return
        with pytest.raises(NotFound):
            platform_locks.want_again(self.ctx, "ola", LOCKED_THERE)

    @invariant()
    def an_account_is_open_when_the_last_crisis_that_locked_it_has_ended(self) -> None:
        found = {status.account.id: status for status in accounts.statuses(self.ctx)}
        for account in (LOCKED_THERE, "skole", "tavle"):
            assert (found[account].state is AccountState.LOCKED) == bool(self.real())
            assert {lock.crisis_id for lock in found[account].locks} == set(self.real())
        played = [crisis for crisis, exercise in self.open.items() if exercise]
        assert {lock.crisis_id for lock in accounts.status(self.ctx, SANDBOX).locks} == set(played)

    @invariant()
    def every_role_is_as_given_or_lowered(self) -> None:
        there = self.platform.people[LOCKED_THERE]
        assert there.keys() == self.given.keys()
        assert all(names in (self.given[user], LOWERED) for user, names in there.items())
        row = self._row()
        if row is None:
            assert there == self.given, "nothing is locked there, so nothing is lowered"
        elif row.before is not None:
            assert row.before == {"users": self.given}, "stored before anything was changed, and never again"
        if row is not None and row.status == Status.LOCKED:
            assert set(map(tuple, there.values())) == {tuple(LOWERED)}

    @invariant()
    def the_log_verifies(self) -> None:
        self.log_holds()

    def teardown(self) -> None:
        """All is over, the worker lives: the roles are exactly what they were."""
        try:
            for crisis in list(self.open):
                lifecycle.stand_down(self.ctx, "kari", crisis)
            for _ in range(12):
                self.clock.forward(hours=1)
                self._work(self.ctx)
            self.open.clear()
            self._whole()
            assert self._row() is None and self.platform.people[LOCKED_THERE] == self.given
            self.an_account_is_open_when_the_last_crisis_that_locked_it_has_ended()
        finally:
            self.log_holds()
            super().teardown()

    def real(self) -> list[str]:
        return [crisis for crisis, exercise in self.open.items() if not exercise]

    def _whole(self) -> None:
        """Counts what was restored, and after what."""
        calls = [call for call, _ in self.platform.calls]
        if self._row() is None and "unlock" in calls:
            assert self.platform.people[LOCKED_THERE] == self.given
            self.reached["restored"] += 1
            self.reached["restored after a death"] += self.died
            self.reached["restored after two crises"] += self.overlapped
            self.platform.calls.clear()
        if self._row() is None:
            self.died = self.overlapped = False

    def _work(self, ctx: AppContext) -> None:
        vault = Vault(ctx.engine, self.settings.key_file)
        worker = WorkerContext(self.settings, ctx, self.platform, vault, "w")  # type: ignore[arg-type]  # a fake
        while found := outbox.claim_due(ctx, "w", LEASE, limit=99):
            for event in found:
                if event.kind is EventKind.PLATFORM_LOCK_DUE:
                    carry(worker, event.payload["lock_id"])
                outbox.finish(ctx, event.id, "plain")

    def _row(self) -> PlatformLockRow | None:
        with Session(self.ctx.engine) as session:
            return session.exec(select(PlatformLockRow).where(PlatformLockRow.status != Status.RESTORED)).first()


@pytest.mark.slow
@pytest.mark.timeout(900)  # 20 seconds of processor, on a machine that may be busy
def test_locks(arena: Arena) -> None:
    least = {
        "died with a step": 14,
        "restored": 8,
        "restored after a death": 4,
        "restored after two crises": 5,
        "one of two ended": 5,
        "the last one ended": 12,
        "roles changed by people": 18,
        "two crises at once": 8,
        "the platform failed": 4,
    }
    arena.play(Locks, examples=14, steps=40, least=least)
