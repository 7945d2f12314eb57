"""`kill -9` of the worker at random points of fan-outs, against servers that keep what they got.

Nothing is lost. Nothing is sent twice where the channel has a key or can be read back. Elsewhere what nobody can know
stands as `uncertain` and asks a person, and even that has been sent once at most.
"""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.settings import load_settings
from notifiers.facade import Channels, open_channels
from schemas.message import Message
from schemas.states import DeliveryStatus
from store.crises import lifecycle
from store.drafts import approvals, drafts
from store.evidence import audit
from store.messages import messages
from store.opening import Opened, open_context, set_up
from store.outbox import workers
from tests.cast import content, request
from tests.servers.mastodon import MastodonServer
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer
from tests.servers.warm import Program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
ROUNDS = 50
LATENCY = 0.05
READERS = ("en@kk.example", "to@kk.example")
TOWN = f"""\
organisation: {{name: Prøve kommune, number: "9999", homepage: "https://kk.example", sender: kk.example}}
people:
  - {{id: kari, name: Kari Rådmann, roles: [chief_executive]}}
  - {{id: ola, name: Ola Redaktør, roles: [editor]}}
  - {{id: ingrid, name: Ingrid Redaktør, roles: [editor]}}
  - {{id: liv, name: Liv Leder, roles: [unit_leader]}}
  - {{id: anne, name: Anne Ansatt}}
units:
  - {{id: info, name: Kommunikasjon, leader: liv}}
accounts:
  - {{id: side, platform: public_page, handle: side, unit: info, opened: 2026-01-01, url: "krisepage://"}}
  - {{id: epost, platform: email, handle: e, unit: info, opened: 2026-01-01, secret: smtp, recipients: [{", ".join(READERS)}]}}
  - {{id: mastodon, platform: mastodon, handle: m, unit: info, opened: 2026-01-01, secret: mastodon}}
  - {{id: varsling, platform: webhook, handle: w, unit: info, opened: 2026-01-01, secret: webhook}}
  - {{id: skjerm, platform: console, handle: s, unit: info, opened: 2026-01-01, url: "krisekonsoll://"}}
notices: skjerm
"""
SETTLED = {DeliveryStatus.DELIVERED, DeliveryStatus.UNCERTAIN}
MAY_BE_UNCERTAIN = {"epost", "varsling"}


@dataclass
class Scene:
    opened: Opened[Channels]
    smtp: SmtpServer
    mastodon: MastodonServer
    webhook: Recorder
    data: Path


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")
    variables = {
        "DATA": str(tmp_path),
        "MUNICIPALITY": str(tmp_path / "town.yaml"),
        "PREFECT": "off",
        "LEASE_SECONDS": "1.5",
    }
    if request.param == "postgresql":
        variables["DATABASE_URL"] = request.getfixturevalue("postgres").fresh()
    for name, value in variables.items():
        monkeypatch.setenv(f"KRISEKANAL_{name}", value)
    settings = load_settings()
    set_up(settings)
    with SmtpServer(LATENCY) as smtp, MastodonServer() as mastodon, Recorder(latency=LATENCY) as webhook:
        opened = open_context(settings, lambda secret: open_channels(settings, secret))
        secrets = {
            "smtp": f"krisemail://127.0.0.1:{smtp.port}/?from=kommune@kk.example",
            "mastodon": mastodon.url,
            "webhook": f"json://127.0.0.1:{webhook.port}/hook",
        }
        for name, url in secrets.items():
            opened.vault.put(opened.ctx, "kari", name, url)
        yield Scene(opened, smtp, mastodon, webhook, tmp_path)
        opened.ctx.engine.dispose()


def start_worker(scene: Scene) -> Program:
    """Returns when it has signed in."""
    known = {row.id for row in workers.at_work(scene.opened.ctx)}
    log = scene.data / "worker.log"
    process = Program("flows.runtime.worker", (), dict(os.environ), log, log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if {row.id for row in workers.at_work(scene.opened.ctx)} - known:
            return process
        assert process.poll() is None, (scene.data / "worker.log").read_text()
        time.sleep(0.02)
    raise AssertionError("the worker did not sign in")


def publish(scene: Scene, crisis_id: str, number: int) -> str:
    ctx = scene.opened.ctx
    text = content(f"Melding nummer {number:03d}. Kok vannet.", title=f"Runde {number:03d}")
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, text).id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.content_hash).id


def settle_all(scene: Scene, ids: list[str]) -> list[Message]:
    ctx, deadline = scene.opened.ctx, time.monotonic() + 120
    while time.monotonic() < deadline:
        found = [messages.show(ctx, i) for i in ids]
        if all(d.status in SETTLED for m in found for d in m.deliveries):
            return found
        time.sleep(0.5)
    raise AssertionError(
        [(d.account_id, d.status, d.error) for m in found for d in m.deliveries if d.status not in SETTLED]
    )


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
