"""Deliveries: claimed, answered or not, taken over from the dead, settled by people, retracted, and stopped by the lock."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from config.machine.settings import load_settings
from flows.steps import deliver
from flows.work.context import WorkerContext
from schemas.drafts.content import MessageKind
from schemas.errors import Refused
from schemas.messages.delivery import Claim, Delivery, SendResult
from schemas.states import DeliveryStatus as Status
from store.approvals import approvals
from store.crises import lifecycle
from store.deliveries import deliveries, unit_posts
from store.deliveries.deliveries import Settlement
from store.drafts import drafts, follow_ups
from store.evidence import audit
from store.identity.vault import Vault
from store.messages import messages
from store.outbox import workers
from tests import one_hand
from tests.cast import content, request
from tests.fakes.network import FakeNetwork, Fate
from tests.machines.arena import Arena, Machine, Move, moves

LEASE = timedelta(seconds=10)
MOST = 6
"""Messages in one example: enough to be entangled, few enough to come back to each."""
ENDED = (Status.DELIVERED, Status.FAILED, Status.UNCERTAIN, Status.HELD, Status.CANCELLED)
UNIT_ACCOUNTS = {"side": "liv", "tavle": "liv", "skole": "tor"}
DESK_ACCOUNTS = st.sampled_from([("side", "skole", "tavle"), ("skole", "tavle"), ("tavle",), ("side",)])
WHICH = st.integers(0, 11)
WORKERS = 3
FATES = st.sampled_from(
    [Fate.ARRIVES, Fate.ARRIVES, Fate.SILENT, Fate.SILENT, Fate.SLOW, Fate.SLOW, Fate.BUSY, Fate.LOST, Fate.REFUSED]
)
MOVES = moves(
    approve=(2, {"accounts": DESK_ACCOUNTS}),
    unit_post=(2, {"account": st.sampled_from(list(UNIT_ACCOUNTS)), "later": st.booleans()}),
    take=(6, {"which": WHICH}),
    leave=(5, {"which": WHICH, "fate": FATES, "blind": st.booleans()}),
    answer=(4, {"which": WHICH}),
    carry=(4, {"which": WHICH, "fate": FATES, "blind": st.booleans()}),
    die=(2, {"which": WHICH}),
    die_after_it_left=(3, {"which": WHICH, "fate": FATES}),
    time_passes=(3, {"seconds": st.sampled_from([2, 11, 60, 400]), "beating": st.sampled_from([True, True, False])}),
    settle=(2, {"which": WHICH, "verdict": st.sampled_from(Settlement)}),
    retract=(1, {"which": WHICH}),
    lock=(1, {}),
    stand_down=(1, {}),
    decide_held=(1, {"which": WHICH, "publish": st.booleans()}),
)


@dataclass
class Hand:
    """What a worker is at. `until`: how long it is surely the worker's own."""

    claim: Claim
    until: datetime
    result: SendResult | None = None
    left: bool = False


class Deliveries(Machine):
    def __init__(self, arena: Arena) -> None:
        self.network = FakeNetwork()
        super().__init__(arena, self.network)
        self.network.clock = self.clock
        settings = load_settings()
        vault = Vault(self.ctx.engine, settings.key_file)
        self.worker = WorkerContext(settings, self.ctx, self.network, vault, "")  # type: ignore[arg-type]  # a fake
        self.names = [workers.sign_in(self.ctx, "plain") for _ in range(WORKERS)]
        self.hands: dict[int, Hand] = {}
        self.owner: dict[str, Hand] = {}
        """Delivery id to whoever took it last."""
        self.crisis: str | None = lifecycle.establish(self.ctx, "kari", request()).id
        self.written: list[str] = []
        """Message ids, in order."""
        self.retracted: set[str] = set()
        self.retraction: dict[str, str] = {}
        """Message id to that of what took it back."""
        self.doubtful: Counter[str] = Counter()
        """Delivery id to how often a person wanted another try of what nobody was sure of."""
        self.judged: set[str] = set()
        """Deliveries a person has said something about, true or not, or that were in doubt."""
        self.on_their_way: set[str] = set()
        """Claimed before the lock, and named in the log by it."""

    @initialize(accounts=DESK_ACCOUNTS, unit=st.booleans())
    def begin(self, accounts: tuple[str, ...], *, unit: bool) -> None:
        """A crisis with its first message, or a normal day with a unit's post."""
        if not unit:
            return self.approve(accounts)
        self.stand_down()
        return self.unit_post(accounts[0], later=False)

    @rule(move=MOVES)
    def step(self, move: Move) -> None:
        self.make(move)

    def approve(self, accounts: tuple[str, ...]) -> None:
        if self.crisis is None or len(self.written) >= MOST:
            return
        made = drafts.submit(self.ctx, "anne", drafts.new(self.ctx, "anne", self.crisis, content(), accounts).id)
        self.written.append(approvals.approve(self.ctx, "ola", made.id, made.revision.seen).id)
        self.reached["approved"] += 1

    def unit_post(self, account: str, *, later: bool) -> None:
        if len(self.written) >= MOST:
            return
        at = self.clock.now + timedelta(seconds=30) if later else None
        leader = UNIT_ACCOUNTS[account]
        made = self.tried(
            lambda: unit_posts.post(self.ctx, leader, account, content(), at), allowed=self.crisis is None
        )
        self.reached["unit post refused by the lock"] += made is None
        if made:
            self.written.append(made.id)

    def take(self, which: int) -> None:
        """Of those that wait, else of all: also what is not to be had."""
        free = [number for number in range(WORKERS) if number not in self.hands]
        waiting = [i for m in self.written for i in deliveries.waiting(self.ctx, m)]
        choice = waiting or [d.id for d in self.all()]
        if not free or not choice:
            return
        delivery_id = choice[which % len(choice)]
        claimed = one_hand.claim(self.ctx, delivery_id, self.names[free[0]], LEASE)
        if claimed:
            self._never_two_at_once(delivery_id)
            self._keep(free[0], claimed, self.clock.now + LEASE)
            self.reached["taken over from the dead, in doubt"] += claimed.in_doubt
        elif self.now(delivery_id).status is Status.HELD:
            self.reached["held at the claim"] += 1

    def leave(self, which: int, fate: Fate, *, blind: bool) -> None:
        """The request leaves while the lease is its worker's own: a worker beats as long as it lives."""
        ready = [h for h in self.hands.values() if h.result is None and h.until >= self.clock.now]
        if not ready:
            return
        hand = ready[which % len(ready)]
        out = hand.claim.out
        if out.crisis_id is None and not hand.claim.in_doubt and self.crisis is not None:
            assert out.delivery_id in self.on_their_way, "a unit's post leaves under the lock"
            self.reached["left before the lock, named in the log"] += 1
        self._note_what_comes_after_its_retraction(hand.claim)
        self.network.fate, self.network.blind = fate, blind
        hand.result = deliver.attempt(self.worker, hand.claim)
        hand.left = not hand.claim.in_doubt
        self.reached[f"a request {fate.value}"] += hand.left
        self.reached["read back and found"] += hand.claim.in_doubt and hand.result.receipt is not None

    def carry(self, which: int, fate: Fate, *, blind: bool) -> None:
        """From claim to answer, as on a good day."""
        self.take(which)
        self.leave(which, fate, blind=blind)
        self.answer(which)

    def answer(self, which: int) -> None:
        answered = [number for number, hand in self.hands.items() if hand.result]
        if not answered:
            return
        number = answered[which % len(answered)]
        hand = self.hands.pop(number)
        late = self._others(hand)
        claimed = one_hand.finish(self.ctx, hand.claim, hand.result or SendResult(), self.names[number])
        self.reached["answered too late"] += late
        self.reached["looked for again"] += hand.claim.in_doubt and bool(
            claimed is None and hand.result and hand.result.kind
        )
        if self.now(hand.claim.out.delivery_id).status is Status.UNCERTAIN:
            self.judged.add(hand.claim.out.delivery_id)
            self.reached["uncertain"] += 1
        if claimed:
            assert not late
            self._keep(number, claimed, hand.until)

    def die(self, which: int) -> None:
        if not self.hands:
            return
        number = list(self.hands)[which % len(self.hands)]
        hand = self.hands.pop(number)
        self.reached["died with a lease"] += 1
        self.reached["died after it left"] += hand.left
        self.names[number] = workers.sign_in(self.ctx, "plain")

    def die_after_it_left(self, which: int, fate: Fate) -> None:
        """And nobody notices until the lease has ended."""
        held = set(self.hands)
        self.take(which)
        (number,) = set(self.hands) - held or (None,)
        if number is not None:
            self.leave(list(self.hands).index(number), fate, blind=False)
            self.die(list(self.hands).index(number))
            self.time_passes(11, beating=False)

    def time_passes(self, seconds: int, *, beating: bool) -> None:
        """`beating`: those alive keep what they hold; otherwise they stand still, as on a suspended machine."""
        self.clock.forward(seconds=seconds)
        for number, hand in self.hands.items():
            if beating and not self._others(hand):
                workers.beat(self.ctx, self.names[number], "plain", LEASE, {hand.claim.out.delivery_id})
                hand.until = self.clock.now + LEASE

    def settle(self, which: int, verdict: Settlement) -> None:
        open_ = [d for d in self.all() if d.status in (Status.UNCERTAIN, Status.FAILED)]
        if not open_:
            return
        chosen = open_[which % len(open_)]
        again = verdict is Settlement.RETRY
        allowed = not self._is_taken_back(chosen) if again else chosen.status is Status.UNCERTAIN
        if self.tried(lambda: deliveries.settle(self.ctx, "ola", chosen.id, verdict), allowed=allowed):
            self.doubtful[chosen.id] += verdict is Settlement.RETRY and chosen.id in self.judged
            self.judged.add(chosen.id)
            self.reached[f"settled: {verdict.value}"] += 1

    def _is_taken_back(self, chosen: Delivery) -> bool:
        """What was taken back anywhere, or is about to be, is not sent once more on any account."""
        after = self.of(self.retraction[chosen.message_id]) if chosen.message_id in self.retraction else []
        return any(one.status is not Status.CANCELLED for one in after)

    def retract(self, which: int) -> None:
        out = [i for i in self.written if i not in self.retracted and messages.show(self.ctx, i).crisis_id]
        if not out:
            return
        chosen = out[which % len(out)]
        try:
            draft = follow_ups.submit(self.ctx, "anne", chosen, content("Trukket.", kind=MessageKind.RETRACTION))
        except Refused:
            return
        waiting = [d.id for d in self.of(chosen) if d.status is Status.QUEUED]
        made = approvals.approve(self.ctx, "ola", draft.id, draft.revision.seen)
        self.retracted |= {chosen, made.id}
        self.retraction[chosen] = made.id
        self.written.append(made.id)
        self._stopped(waiting, Status.CANCELLED)
        self.reached["retracted"] += 1
        self.reached["stopped by a retraction"] += len(waiting)

    def lock(self) -> None:
        if self.crisis is not None:
            return
        sending_ = {d.id for d in self.all() if d.status is Status.SENDING and self._of_a_unit(d)}
        waiting = [d.id for d in self.all() if d.status is Status.QUEUED and self._of_a_unit(d)]
        self.crisis = lifecycle.establish(self.ctx, "kari", request()).id
        named = audit.events(self.ctx, self.crisis, "lock.posts_on_their_way")
        self.on_their_way = {i for event in named for i in event.data["deliveries"]}
        assert self.on_their_way == sending_
        self._stopped(waiting, Status.HELD)
        self.reached["locked"] += 1
        self.reached["held by the lock"] += len(waiting)

    def _stopped(self, waiting: list[str], status: Status) -> None:
        """What may stand there is put before a person instead: only what has been tried can."""
        for delivery in map(self.now, waiting):
            in_doubt = delivery.status is Status.UNCERTAIN and delivery.attempts > 0
            assert delivery.status is status or in_doubt
            self.reached["stopped in doubt"] += in_doubt
            self.judged |= {delivery.id} if in_doubt else set()

    def stand_down(self) -> None:
        if self.crisis is not None:
            lifecycle.stand_down(self.ctx, "kari", self.crisis)
            self.crisis, self.on_their_way = None, set()

    def decide_held(self, which: int, *, publish: bool) -> None:
        held = [d for d in self.all() if d.status is Status.HELD]
        if not held:
            return
        chosen = held[which % len(held)]
        leader, allowed = UNIT_ACCOUNTS[chosen.account_id], self.crisis is None or not publish
        if self.tried(
            lambda: unit_posts.decide_held(self.ctx, leader, chosen.message_id, publish=publish), allowed=allowed
        ):
            self.reached["held, then sent by its owner" if publish else "held, then dropped"] += 1

    @invariant()
    def nobody_gets_it_twice_but_where_a_person_wanted_another_try_in_doubt(self) -> None:
        for (delivery_id, recipient), times in Counter(
            (p.delivery_id, p.recipient) for p in self.network.posts
        ).items():
            assert times <= 1 + self.doubtful[delivery_id], (delivery_id, recipient)

    @invariant()
    def the_log_verifies(self) -> None:
        self.log_holds()

    def teardown(self) -> None:
        """Whatever happened, one worker that lives brings all to an end."""
        try:
            self._all_ends()
        finally:
            self.log_holds()
            super().teardown()

    def all(self) -> list[Delivery]:
        return [delivery for message_id in self.written for delivery in self.of(message_id)]

    def of(self, message_id: str) -> list[Delivery]:
        return sorted(messages.show(self.ctx, message_id).deliveries, key=lambda d: d.account_id)

    def now(self, delivery_id: str) -> Delivery:
        return next(d for d in self.all() if d.id == delivery_id)

    def _of_a_unit(self, delivery: Delivery) -> bool:
        return messages.show(self.ctx, delivery.message_id).kind is MessageKind.UNIT_POST

    def _note_what_comes_after_its_retraction(self, claim: Claim) -> None:
        later = [m for i in self.written if (m := messages.show(self.ctx, i)).refers_to == claim.out.message_id]
        done = [d for m in later for d in m.deliveries if d.status is Status.DELIVERED]
        if not claim.in_doubt and any(d.account_id == claim.account_id for d in done):
            self.reached["published after its retraction"] += 1

    def _keep(self, number: int, claimed: Claim, until: datetime) -> None:
        """What is handed out now leaves at once: under the lock only the desk's, or a look at what has left."""
        if claimed.out.crisis_id is None and self.crisis is not None:
            assert claimed.in_doubt, "a unit's post is handed out under the lock"
        self.hands[number] = self.owner[claimed.out.delivery_id] = Hand(claimed, until)

    def _others(self, hand: Hand) -> bool:
        """Somebody else has taken it over since, or it has ended."""
        delivery_id = hand.claim.out.delivery_id
        return self.owner[delivery_id] is not hand or self.now(delivery_id).status is not Status.SENDING

    def _never_two_at_once(self, delivery_id: str) -> None:
        for hand in self.hands.values():
            assert hand.claim.out.delivery_id != delivery_id or hand.until < self.clock.now

    def _all_ends(self) -> None:
        self.hands.clear()
        self.network.fate, self.network.blind = Fate.ARRIVES, False
        worker = replace(self.worker, name=workers.sign_in(self.ctx, "plain"))
        for _ in range(12):
            self.clock.forward(hours=1)
            for message_id in self.written:
                for delivery_id in deliveries.waiting(self.ctx, message_id):
                    self._carry(worker, delivery_id)
        self.nobody_gets_it_twice_but_where_a_person_wanted_another_try_in_doubt()
        for delivery in self.all():
            assert delivery.status in ENDED, delivery
            if delivery.status is Status.DELIVERED and delivery.id not in self.judged:
                self._arrived(delivery)

    def _carry(self, worker: WorkerContext, delivery_id: str) -> None:
        claimed = one_hand.claim(self.ctx, delivery_id, worker.name, LEASE)
        while claimed:
            claimed = one_hand.finish(self.ctx, claimed, deliver.attempt(worker, claimed), worker.name)

    def _arrived(self, delivery: Delivery) -> None:
        self.reached["delivered at last"] += 1
        if delivery.action.value == "publish":
            recipients: Any = self.network.recipients(self.ctx.account(delivery.account_id))
            assert [self.network.count(delivery.id, r) for r in recipients] == [1] * len(recipients), delivery


@pytest.mark.slow
@pytest.mark.timeout(900)  # 20 seconds of processor, on a machine that may be busy
def test_deliveries(arena: Arena) -> None:
    least = {
        "died with a lease": 25,
        "taken over from the dead, in doubt": 20,
        "read back and found": 1,
        "uncertain": 2,
        "settled: retry": 1,
        "retracted": 2,
        "held by the lock": 1,
        "looked for again": 3,
        "a request slow": 5,
        "unit post refused by the lock": 8,
        "delivered at last": 25,
    }
    arena.play(Deliveries, examples=22, steps=40, least=least)
