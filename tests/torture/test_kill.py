"""`kill -9` of the worker at random points of fan-outs, against servers that keep what they got.

Nothing is lost. Nothing is sent twice where the channel has a key or can be read back. Elsewhere what nobody can know
stands as `uncertain` and asks a person, and even that has been sent once at most.
"""

import json
import random
import signal
import time
from collections import Counter

import pytest

from schemas.message import Message
from schemas.states import DeliveryStatus
from store.crises import lifecycle
from store.evidence import audit
from tests.cast import request
from tests.torture.scene import READERS, Scene, publish, settle_all, start_worker

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
ROUNDS = 50
MAY_BE_UNCERTAIN = {"epost", "varsling"}


def received(scene: Scene) -> dict[str, Counter[str]]:
    """Per channel, how often each title (“Runde 007”) arrived, read from the servers and files themselves."""
    page = [json.loads(path.read_text())["title"] for path in (scene.data / "public" / "entries").glob("*.json")]
    console = [json.loads(line) for line in (scene.data / "sandbox" / "skjerm.jsonl").read_text().splitlines()]
    counts = {
        "side": Counter(page),
        "skjerm": Counter(line["title"] for line in console if line["title"].startswith("Runde")),
        "mastodon": Counter(title_in(status["content"]) for status in scene.mastodon.statuses()),
        "varsling": Counter(json.loads(r.body)["title"] for r in scene.webhook.requests),
    }
    for reader in READERS:
        counts[reader] = Counter(str(letter["Subject"]) for letter in scene.smtp.to(reader))
    return counts


def title_in(html: str) -> str:
    start = html.find("Runde ")
    return html[start : start + 9] if start >= 0 else ""


def check(message: Message, got: dict[str, Counter[str]]) -> None:
    title = message.content.title
    for delivery in message.deliveries:
        for place in READERS if delivery.account_id == "epost" else (delivery.account_id,):
            count = got[place][title]
            assert count <= 1, f"{title} arrived {count} times at {place}"
            if delivery.status is DeliveryStatus.DELIVERED:
                assert count == 1, f"{title} is said to be delivered at {place} and is not there"
        if delivery.status is DeliveryStatus.UNCERTAIN:
            assert delivery.account_id in MAY_BE_UNCERTAIN


def test_nothing_is_lost_and_nothing_doubled(scene: Scene) -> None:
    ctx, chance = scene.opened.ctx, random.Random(20261123)
    rounds = ROUNDS if ctx.engine.dialect.name == "sqlite" else ROUNDS // 5
    crisis = lifecycle.establish(ctx, "kari", request())
    ids = []
    for number in range(rounds):
        worker = start_worker(scene)
        ids.append(publish(scene, crisis.id, number))
        time.sleep(chance.uniform(0, 0.3))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    last = start_worker(scene)
    try:
        found = settle_all(scene, ids)
    finally:
        last.terminate()
        last.wait(30)
    got = received(scene)
    for message in found:
        check(message, got)
    actions = Counter(event.action for event in audit.events(ctx, crisis.id))
    assert actions["delivery.taken_over"] >= rounds // 10, "the kills met no request under way: the test proves nothing"
    assert audit.verify(ctx).first_bad is None
