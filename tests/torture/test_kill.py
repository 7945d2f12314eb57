"""`kill -9` of the worker at random points of fan-outs, against servers that keep what they got.

Nothing is lost. Nothing is sent twice where the channel has a key or can be read back. Elsewhere what nobody can know
stands as `uncertain` and asks a person, and even that has been sent once at most.
"""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable

import pytest

from schemas.messages.message import Message
from schemas.states import DeliveryStatus
from store.crises import lifecycle
from store.evidence import audit
from store.messages import messages
from tests.cast import request
from tests.torture.scene import ROUNDS, Running, Scene, publish, settle_all, start_worker, working
from tests.torture.tally import compare, received

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
SHARES = {("sqlite", 1): 0.5, ("postgresql", 1): 0.1, ("sqlite", 2): 0.2, ("postgresql", 2): 0.2}
BATCHES = 4
"""So often the rounds are played again while too few kills have met a request under way."""
MAY_BE_UNCERTAIN = {"epost", "varsling"}


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_is_lost_and_nothing_doubled(
    scene: Scene, workers: int, record_property: Callable[[str, object], None]
) -> None:
    """With two workers one of them is killed, and the other goes on."""
    ctx, chance = scene.opened.ctx, random.Random(20261123)
    rounds = max(3, int(ROUNDS * SHARES[ctx.engine.dialect.name, workers]))
    crisis = lifecycle.establish(ctx, "kari", request())
    least = rounds // 10 if workers == 1 else 1
    found = list[Message]()
    for _ in range(BATCHES):
        found += _kill(scene, crisis.id, range(len(found), len(found) + rounds), workers, chance)
        actions = Counter(event.action for event in audit.events(ctx, crisis.id))
        if actions["delivery.taken_over"] >= least:
            break
    tally = compare(found, received(scene), MAY_BE_UNCERTAIN)
    record_property("reached", {"kills": len(found), "taken over": actions["delivery.taken_over"], **tally.words()})
    assert tally.holds(), tally
    assert actions["delivery.taken_over"] >= least, "the kills met no request under way: the test proves nothing"
    assert audit.verify(ctx).first_bad is None


def _kill(scene: Scene, crisis_id: str, numbers: range, workers: int, chance: random.Random) -> list[Message]:
    """A message and a kill for each number. Every other kill waits until the message is on its way."""
    ids, at_work = list[str](), list[Running]()
    for number in numbers:
        at_work += [start_worker(scene) for _ in range(workers - len(at_work))]
        ids.append(publish(scene, crisis_id, number))
        if number % 2:
            _wait_until_under_way(scene, ids[-1])
        time.sleep(chance.uniform(0, 0.1 if number % 2 else 0.3))
        victim = at_work.pop(chance.randrange(len(at_work)))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    for left in at_work:
        left.terminate()
        left.wait(120)
    with working(scene):
        return settle_all(scene, ids)


def _wait_until_under_way(scene: Scene, message_id: str) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        deliveries = messages.show(scene.opened.ctx, message_id).deliveries
        if any(delivery.status != DeliveryStatus.QUEUED for delivery in deliveries):
            return
        time.sleep(0.005)
    raise AssertionError("no worker took the message")
