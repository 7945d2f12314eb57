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

from store.crises import lifecycle
from store.evidence import audit
from tests.cast import request
from tests.torture.scene import ROUNDS, Running, Scene, publish, settle_all, start_worker, working
from tests.torture.tally import compare, received

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
SHARES = {("sqlite", 1): 0.5, ("postgresql", 1): 0.1, ("sqlite", 2): 0.2, ("postgresql", 2): 0.2}
MAY_BE_UNCERTAIN = {"epost", "varsling"}


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_is_lost_and_nothing_doubled(
    scene: Scene, workers: int, record_property: Callable[[str, object], None]
) -> None:
    """With two workers one of them is killed, and the other goes on."""
    ctx, chance = scene.opened.ctx, random.Random(20261123)
    rounds = max(3, int(ROUNDS * SHARES[ctx.engine.dialect.name, workers]))
    crisis = lifecycle.establish(ctx, "kari", request())
    ids, at_work = [], list[Running]()
    for number in range(rounds):
        at_work += [start_worker(scene) for _ in range(workers - len(at_work))]
        ids.append(publish(scene, crisis.id, number))
        time.sleep(chance.uniform(0, 0.3))
        victim = at_work.pop(chance.randrange(len(at_work)))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    for left in at_work:
        left.terminate()
        left.wait(60)
    with working(scene):
        found = settle_all(scene, ids)
    tally = compare(found, received(scene), MAY_BE_UNCERTAIN)
    actions = Counter(event.action for event in audit.events(ctx, crisis.id))
    record_property("reached", {"kills": rounds, "taken over": actions["delivery.taken_over"], **tally.words()})
    assert tally.holds(), tally
    least = rounds // 10 if workers == 1 else 1
    assert actions["delivery.taken_over"] >= least, "the kills met no request under way: the test proves nothing"
    assert audit.verify(ctx).first_bad is None
