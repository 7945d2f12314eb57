"""`kill -9` among three workers that send to many together, on one PostgreSQL; an SMS provider and a mail server keep what they got.

Nobody is lost. Nobody gets it twice: where the channel can be read back (Sinch) a batch in question is found; of letters nobody can
know, and those stand as `uncertain`. Prefect has no hand in it: who sends is found in our own database (docs/scale.md).
"""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from schemas.crises.crisis import Severity
from schemas.messages.bulk import BulkState, Fate
from store.batches import figures
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import BatchRow, BatchState, BulkRow, DeliveryRow
from store.evidence import audit
from store.recipients import sets
from tests.cast import request
from tests.fakes.server import Answer, Wire
from tests.fakes.sms import FakeSinch
from tests.servers.postgres import Postgres
from tests.torture.scene import ROUNDS, Running, Scene, open_scene, publish, start_worker, town, working
from tests.torture.tally import title_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
KILLS = max(4, ROUNDS // 3)
"""A hundred in `make torture`."""
WORKERS, RECIPIENTS = 3, 200
LATENCY = 0.05
LEASE = 5
"""Seconds: a worker that lives is never taken for dead, however busy the machine."""
READERS = tuple(f"leser{n:03}@kk.example" for n in range(RECIPIENTS))
PHONES = tuple(f"+4790000{n:03}" for n in range(RECIPIENTS))
SMS = (
    "id: sms, platform: sms, handle: s, secret: sms, window: 1, recipients: ["
    + ", ".join(f'"{each}"' for each in PHONES)
    + "]"
)
Got = Counter[tuple[str, str]]
"""How often each (title, address) came."""


class Provider(FakeSinch):
    """Sinch that has taken a batch for a while before it says so."""

    def _send(self, wire: Wire) -> Answer:
        answer = super()._send(wire)
        time.sleep(LATENCY)
        return answer


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture
def scene(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres: Postgres, migrated_postgres: str
) -> Iterator[Scene]:
    url, secrets = postgres.fresh(migrated_postgres), {"sms": provider.url}
    with open_scene(tmp_path, monkeypatch, url, municipality=town(READERS, [SMS]), secrets=secrets) as made:
        made.smtp.latency = LATENCY / 10
        monkeypatch.setenv("KRISEKANAL_LEASE_SECONDS", str(LEASE))
        yield made


def test_fake_nobody_of_many_is_lost_and_nobody_gets_it_twice(
    scene: Scene, provider: Provider, record_property: Callable[[str, object], None]
) -> None:
    ctx, chance = scene.opened.ctx, random.Random(20261129)
    crisis_id = lifecycle.establish(ctx, "kari", request().model_copy(update={"severity": Severity.MODERATE})).id
    ids = _kill(scene, crisis_id, chance)
    with working(scene):
        _until_all_ended(ctx, ids)
    in_question = Counter(event.action for event in audit.events(ctx, crisis_id))["delivery.taken_over"]
    fates = _fates(ctx, ids)
    phones, letters = _texts(provider), _letters(scene)
    uncertain = sum(fate is Fate.UNCERTAIN for fate in fates.values())
    record_property(
        "reached",
        {"kills": KILLS, "units": len(fates), "batches in question": in_question, "letters uncertain": uncertain},
    )
    assert len(fates) == KILLS * 2 * RECIPIENTS and in_question >= KILLS // 10, "the kills met nothing under way"
    assert {phones[each] for each in fates if each[1] in PHONES} == {1}, "each text once: none lost, none doubled"
    assert {fate for each, fate in fates.items() if each[1] in PHONES} == {Fate.HANDED_OVER}
    assert max(letters.values()) == 1, "no letter twice"
    got = phones + letters
    wrong = [
        (each, fate)
        for each, fate in fates.items()
        if fate is not Fate.UNCERTAIN and (fate, got[each]) != (Fate.HANDED_OVER, 1)
    ]
    assert wrong == []
    assert audit.verify(ctx).first_bad is None


def _kill(scene: Scene, crisis_id: str, chance: random.Random) -> list[str]:
    """A message and a kill for each round, while batches of it are under way."""
    ids, at_work = list[str](), list[Running]()
    for number in range(KILLS):
        at_work += [start_worker(scene) for _ in range(WORKERS - len(at_work))]
        ids.append(publish(scene, crisis_id, number, ("sms", "epost")))
        _until_under_way(scene.opened.ctx, ids[-1])
        time.sleep(chance.uniform(0, 4 * LATENCY))
        victim = at_work.pop(chance.randrange(len(at_work)))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    for left in at_work:
        left.terminate()
        left.wait(120)
    return ids


def _until_under_way(ctx: AppContext, message_id: str) -> None:
    query = select(BatchRow.id).join(DeliveryRow, col(DeliveryRow.id) == col(BatchRow.delivery_id))
    query = query.where(DeliveryRow.message_id == message_id)
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        with ctx.read() as session:
            if session.exec(query.limit(1)).first():
                return
        time.sleep(0.005)
    raise AssertionError("no worker took the message")


def _until_all_ended(ctx: AppContext, ids: Sequence[str]) -> None:
    """A batch that was not found is known not to have been taken once Sinch has settled, after two minutes."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        found = [each for message_id in ids for each in figures.of_message(ctx, message_id).values()]
        if len(found) == 2 * len(ids) and all(each.state is BulkState.DONE for each in found):
            return
        time.sleep(1)
    raise AssertionError([each for each in found if each.state is not BulkState.DONE])


def _fates(ctx: AppContext, ids: Sequence[str]) -> dict[tuple[str, str], Fate]:
    """What the ledger says of each (title, address)."""
    fates = {}
    for number, message_id in enumerate(ids):
        with ctx.read() as session:
            bulks: Any = session.exec(
                select(BulkRow)
                .join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
                .where(DeliveryRow.message_id == message_id)
            ).all()
            for bulk in bulks:
                members = sets.page(session, ctx.sealed, bulk.set_id, bulk.first, bulk.size)
                address = {member.number: member.address for member in members}
                for batch in session.exec(select(BatchRow).where(BatchRow.delivery_id == bulk.delivery_id)):
                    assert batch.state is BatchState.DONE
                    for n, fate in enumerate(batch.fates):
                        fates[f"Runde {number:03d}", address[batch.first + n]] = Fate(fate)
    return fates


def _texts(provider: Provider) -> Got:
    return Counter((title_in(batch["body"]), to) for batch in provider.batches for to in batch["to"])


def _letters(scene: Scene) -> Got:
    return Counter((str(letter.message["Subject"]), letter.recipient) for letter in scene.smtp.messages)
