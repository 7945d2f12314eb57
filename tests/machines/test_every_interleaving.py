"""Every order in which two workers can claim, send, answer, write down, die and be overtaken, for two recipients.

A walk over all states that can be reached, the real store in each of them: no state is visited twice, none is left out up to
`DEPTH` steps. In every state nobody has got anything twice, and from where the walk ends one worker that lives brings all to
an end.
"""

import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, col, select

from config.machine.settings import load_settings
from flows.steps import deliver
from flows.work.context import WorkerContext
from schemas.accounts.account import Account
from schemas.drafts.content import MessageKind
from schemas.errors import Refused, RetryClass
from schemas.messages.delivery import Claim, Outgoing, SendResult
from schemas.states import DeliveryStatus as Status
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import AttemptRow, DeliveryRow
from store.deliveries import unit_posts
from store.drafts import drafts, follow_ups
from store.identity.vault import Vault
from tests import one_hand
from tests.cast import MUNICIPALITY, content, request
from tests.fakes import FakeClock
from tests.fakes.network import MANY, FakeNetwork, Fate

LEASE = timedelta(seconds=10)
DEPTH = int(os.environ.get("WALK_DEPTH", "5"))
"""`make torture` walks further."""
ENDED = (Status.DELIVERED, Status.FAILED, Status.UNCERTAIN, Status.HELD, Status.CANCELLED)
FATES = (Fate.ARRIVES, Fate.SILENT, Fate.BUSY)
PASSES = {"lease ends": 11, "platform settles": 130}
"""Seconds; meanwhile nobody beats."""
NOT_BEGUN = SendResult(kind=RetryClass.RETRY_NOW, error="not begun")


class TwoReaders(FakeNetwork):
    """A fake: one channel with two recipients, that knows keys, can be read back, or neither."""

    def __init__(self, *, knows_keys: bool, readable: bool) -> None:
        super().__init__()
        self._idempotent, self._readable = knows_keys, readable

    def recipients(self, account: Account) -> tuple[str, ...]:
        return MANY

    def idempotent(self, account: Account) -> bool:
        return self._idempotent

    def can_find(self, account: Account) -> bool:
        return self._readable


@dataclass(frozen=True)
class Hand:
    claim: Claim
    until: datetime
    result: SendResult | None = None


@dataclass(frozen=True)
class State:
    """All there is: the database, the clock, what the workers have in hand, what has arrived."""

    database: bytes
    now: datetime
    hands: dict[str, Hand]
    names: dict[str, str]
    posts: tuple[Outgoing, ...]
    taken_down: frozenset[str]
    done: frozenset[str] = field(default_factory=frozenset)
    """Moves that are made once: the retraction, the lock."""


class World:
    """One town in memory that can be put back into any state."""

    def __init__(self, template: bytes, network: TwoReaders) -> None:
        self.engine, self.network, self.clock = _in_memory(), network, FakeClock()
        network.clock = self.clock
        self._load(_no_wal(template))
        self.ctx = AppContext(
            self.engine,
            MUNICIPALITY,
            network,
            self.clock,
            gate_patience=timedelta(milliseconds=1),  # the walk's workers wait for the walk
        )
        accounts.sync(self.ctx)
        settings = load_settings()
        self.worker = WorkerContext(settings, self.ctx, network, Vault(self.engine, settings.key_file), "")  # type: ignore[arg-type]  # a fake
        self.message = ""

    def keep(self, hands: dict[str, Hand], names: dict[str, str], done: frozenset[str]) -> State:
        data = zlib.compress(self._raw().serialize(), 1)
        return State(
            data, self.clock.now, hands, names, tuple(self.network.posts), frozenset(self.network.taken_down), done
        )

    def put_back(self, state: State) -> None:
        self._load(zlib.decompress(state.database))
        self.clock.now = state.now
        self.network.posts, self.network.taken_down = list(state.posts), set(state.taken_down)

    def rows(self) -> tuple[list[DeliveryRow], list[AttemptRow]]:
        with Session(self.engine) as session:
            return (
                list(session.exec(select(DeliveryRow).order_by(col(DeliveryRow.queued_at)))),
                list(session.exec(select(AttemptRow).order_by(col(AttemptRow.started_at)))),
            )

    def _raw(self) -> Any:
        with self.engine.connect() as connection:
            return connection.connection.driver_connection

    def _load(self, data: bytes) -> None:
        self._raw().deserialize(data)


def moves(state: State, world: World) -> Iterator[tuple[str, Callable[[], State | None]]]:
    """What can happen next; a move that changes nothing gives None."""
    for worker in state.names:
        hand = state.hands.get(worker)
        if hand is None:
            yield f"{worker} claims", partial(_claim, state, world, worker)
        elif hand.result is None:
            for fate in FATES:
                yield f"{worker} asks: {fate}", partial(_ask, state, world, worker, fate)
            yield f"{worker} dies", partial(_die, state, world, worker)
        else:
            yield f"{worker} writes down", partial(_write_down, state, world, worker)
            yield f"{worker} dies", partial(_die, state, world, worker)
    for what, seconds in PASSES.items():
        yield what, partial(_pass, state, world, seconds)


def _claim(state: State, world: World, worker: str) -> State | None:
    carried = [d.id for d in world.rows()[0] if d.status in (Status.QUEUED, Status.SENDING)]
    for delivery_id in carried:
        if any(hand.claim.out.delivery_id == delivery_id for w, hand in state.hands.items() if w == worker):
            continue
        claimed = one_hand.claim(world.ctx, delivery_id, state.names[worker], LEASE)
        if claimed:
            hands = {**state.hands, worker: Hand(claimed, world.clock.now + LEASE)}
            return world.keep(hands, state.names, state.done)
    return world.keep(state.hands, state.names, state.done)


def _ask(state: State, world: World, worker: str, fate: Fate) -> State:
    hand = state.hands[worker]
    world.network.fate = fate
    result = deliver.attempt(world.worker, hand.claim) if world.clock.now <= hand.until else NOT_BEGUN
    return world.keep({**state.hands, worker: replace(hand, result=result)}, state.names, state.done)


def _write_down(state: State, world: World, worker: str) -> State:
    hand = state.hands[worker]
    following = one_hand.finish(world.ctx, hand.claim, hand.result or NOT_BEGUN, state.names[worker])
    others = {name: held for name, held in state.hands.items() if name != worker}
    hands = {**others, worker: Hand(following, world.clock.now + LEASE)} if following else others
    return world.keep(hands, state.names, state.done)


def _die(state: State, world: World, worker: str) -> State:
    hands = {name: held for name, held in state.hands.items() if name != worker}
    return world.keep(hands, {**state.names, worker: state.names[worker] + "'"}, state.done)


def _pass(state: State, world: World, seconds: int) -> State:
    world.clock.forward(seconds=seconds)
    return world.keep(state.hands, state.names, state.done)


def _retract(state: State, world: World) -> State | None:
    try:
        draft = follow_ups.submit(world.ctx, "anne", world.message, content("Trukket.", kind=MessageKind.RETRACTION))
    except Refused:
        return None
    approvals.approve(world.ctx, "ola", draft.id, draft.revision.seen)
    return world.keep(state.hands, state.names, state.done | {"overtaken"})


def _lock(state: State, world: World) -> State:
    lifecycle.establish(world.ctx, "kari", request())
    return world.keep(state.hands, state.names, state.done | {"overtaken"})


def key(state: State, world: World) -> tuple[Any, ...]:
    """Two states are one where only ids, moments and which of the two workers it is differ."""
    rows, tries = world.rows()
    return min(_key(state, rows, tries, names) for names in (("A", "B"), ("B", "A")))


def _key(state: State, rows: list[DeliveryRow], tries: list[AttemptRow], names: tuple[str, str]) -> tuple[Any, ...]:
    order = {row.id: number for number, row in enumerate(rows)}
    owner = {state.names[name]: number for number, name in enumerate(names)}
    now = state.now
    return (
        tuple(
            (row.status, owner.get(row.lease_owner or "", -1), _past(row.lease_until, now), _past(row.due_at, now))
            for row in rows
        ),
        tuple(
            (
                order[a.delivery_id],
                a.recipient,
                a.outcome or "",
                a.finished_at is None,
                _past(a.due_at, now),
                _settled(a, now),
            )
            for a in tries
        ),
        tuple(_in_hand(state.hands.get(name), order, tries, now) for name in names),
        tuple(sorted(Counter((order[p.delivery_id], p.recipient) for p in state.posts).items())),
        len(state.taken_down),
        tuple(sorted(state.done)),
    )


def _in_hand(hand: Hand | None, order: dict[str, int], tries: list[AttemptRow], now: datetime) -> tuple[Any, ...]:
    if hand is None:
        return ()
    came_to = (hand.result.kind or "sent") if hand.result else ""
    what = (order[hand.claim.out.delivery_id], hand.claim.out.recipient, hand.claim.in_doubt)
    return (*what, came_to, now <= hand.until, _is_last(hand, tries))


def _past(moment: datetime | None, now: datetime) -> int:
    return -1 if moment is None else moment <= now


def _settled(attempt: AttemptRow, now: datetime) -> int:
    since = attempt.in_doubt_since
    return -1 if since is None else since + timedelta(minutes=2) <= now


def _is_last(hand: Hand, tries: list[AttemptRow]) -> bool:
    return any(attempt.id == hand.claim.attempt_id and attempt.finished_at is None for attempt in tries)


def nobody_got_it_twice(state: State) -> None:
    for what, times in Counter((p.delivery_id, p.recipient) for p in state.posts).items():
        assert times == 1, (what, times)


def all_ends(world: World) -> None:
    """One worker that lives, and nothing goes wrong any more."""
    world.network.fate = Fate.ARRIVES
    for _ in range(9):
        for row in world.rows()[0]:
            claimed = one_hand.claim(world.ctx, row.id, "last", LEASE) if row.status not in ENDED else None
            while claimed:
                claimed = one_hand.finish(world.ctx, claimed, deliver.attempt(world.worker, claimed), "last")
        if all(row.status in ENDED for row in world.rows()[0]):
            break
        world.clock.forward(seconds=130)
    for row in world.rows()[0]:
        assert row.status in ENDED, row
        if row.status is Status.DELIVERED and row.action == "publish":
            assert [world.network.count(row.id, reader) for reader in MANY] == [1, 1]
    for what, times in Counter((p.delivery_id, p.recipient) for p in world.network.posts).items():
        assert times == 1, what


def walk(world: World, first: State, overtaken: Callable[[State, World], State | None], depth: int) -> tuple[int, int]:
    """(states, steps) up to so many steps from the first."""
    seen, edge, steps = {key(first, world)}, [(first, list[str]())], 0
    for step in range(1, depth + 1):
        following = []
        for state, path in edge:
            choices = dict(moves(state, world))
            if not state.done:
                choices["overtaken"] = partial(overtaken, state, world)
            for name, move in choices.items():
                world.put_back(state)
                found, steps = move(), steps + 1
                if found is None or (mark := key(found, world)) in seen:
                    continue
                seen.add(mark)
                try:
                    nobody_got_it_twice(found)
                    if step == depth:
                        all_ends(world)
                except AssertionError as error:
                    raise AssertionError(f"after {[*path, name]}: {error}") from error
                following.append((found, [*path, name]))
        edge = following
    return len(seen), steps


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("overtaken", [_retract, _lock], ids=["retracted", "locked"])
@pytest.mark.parametrize(
    ("knows_keys", "readable"), [(False, False), (False, True), (True, True)], ids=["blind", "readable", "keyed"]
)
def test_every_interleaving(
    migrated_sqlite: bytes,
    record_property: Callable[[str, object], None],
    overtaken: Callable[[State, World], State | None],
    *,
    knows_keys: bool,
    readable: bool,
) -> None:
    """The desk's message overtaken by its retraction, and a unit's post overtaken by the lock."""
    world = World(migrated_sqlite, TwoReaders(knows_keys=knows_keys, readable=readable))
    world.message = _posted(world.ctx) if overtaken is _lock else _approved(world.ctx)
    first = world.keep({}, {"A": "a", "B": "b"}, frozenset())
    states, steps = walk(world, first, overtaken, DEPTH)
    record_property("reached", {"states": states, "steps": steps})
    assert states > 100, "the walk has seen too little"


def _approved(ctx: AppContext) -> str:
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ["tavle"]).id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id


def _posted(ctx: AppContext) -> str:
    return unit_posts.post(ctx, "liv", "tavle", content()).id


def _in_memory() -> Engine:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _no_wal(data: bytes) -> bytes:
    """A database in memory has no log beside it (the file format's bytes 18 and 19)."""
    return data[:18] + b"\x01\x01" + data[20:]
