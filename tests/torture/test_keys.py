"""`kill -9` of the desk at random points of drafts and approvals, while other people's systems repeat what got no answer.

Each repeats with the same key until it has an answer. Everybody gets one, for one piece of work.
"""

import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import httpx
import pytest

from store.crises import lifecycle
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from tests.cast import request, seen_of
from tests.torture.desk import address, start_desk, token_for
from tests.torture.scene import ROUNDS, Scene

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]
KILLS = ROUNDS // 20
CLIENTS = 4
AGAIN = 0.02
"""Seconds before a request that got no answer is made again."""


class Client:
    """Writes a draft and approves it, and so on, until it is told to stop and its last piece of work is answered."""

    def __init__(self, url: str, number: int, headers: dict[str, dict[str, str]]) -> None:
        self._url, self._number, self._headers = url, number, headers
        self.repeats = 0
        self.replayed = 0
        self.done: dict[str, tuple[str, str]] = {}
        """Title to the ids of its draft and its message."""

    def run(self, enough: Event) -> None:
        while not enough.is_set():
            title = f"Klient {self._number} nr. {len(self.done)}"
            text = {"title": title, "body": "Kok vannet.", "next_update": "om to timer"}
            draft = self._post("anne", "/drafts", {"content": text, "accounts": ["side"], "submit": True})
            seen = {"seen": seen_of(draft)}
            message = self._post("ola", f"/drafts/{draft['id']}/approve", seen)
            self.done[title] = draft["id"], message["id"]

    def _post(self, person: str, path: str, body: dict[str, Any]) -> Any:
        key = f"{self._number}-{len(self.done):04d}-{person}"
        while True:
            try:
                answer = httpx.post(
                    f"{self._url}/api/v1{path}",
                    json=body,
                    headers=self._headers[person] | {"idempotency-key": key},
                    timeout=120,
                )
            except httpx.TransportError:
                self.repeats += 1
                time.sleep(AGAIN)
                continue
            assert answer.is_success, answer.text
            self.replayed += "idempotency-replayed" in answer.headers
            return answer.json()


def test_every_client_has_its_work_done_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    ctx, chance, enough = scene.opened.ctx, random.Random(20261128), Event()
    kills = KILLS if ctx.engine.dialect.name == "sqlite" else 1 + KILLS // 2
    crisis = lifecycle.establish(ctx, "kari", request())
    url, headers = address(monkeypatch), {person: token_for(scene, person) for person in ("anne", "ola")}
    clients = [Client(url, number, headers) for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(client.run, enough) for client in clients]
        try:
            for number in range(4 * kills):
                if number >= kills and sum(client.repeats for client in clients) >= kills:
                    break
                desk = start_desk(scene)
                time.sleep(chance.uniform(0, 0.6))
                desk.send_signal(signal.SIGKILL)
                desk.wait(120)
        finally:
            enough.set()
            desk = start_desk(scene)
            for one in running:
                one.result(120)
            desk.terminate()
            desk.wait(120)
    check(scene, crisis.id, clients, kills)


def check(scene: Scene, crisis_id: str, clients: list[Client], kills: int) -> None:
    ctx = scene.opened.ctx
    wanted = {title: ids for client in clients for title, ids in client.done.items()}
    assert {d.revision.content.title: (d.id, d.message_id) for d in drafts.listing(ctx, crisis_id)} == wanted
    assert len(drafts.listing(ctx, crisis_id)) == len(messages.listing(ctx, crisis_id)) == len(wanted)
    actions = Counter(event.action for event in audit.events(ctx, crisis_id))
    for action in ("draft.created", "draft.submitted", "draft.approved"):
        assert actions[action] == len(wanted)
    assert audit.verify(ctx).first_bad is None
    assert len(wanted) >= kills and sum(client.repeats for client in clients) >= kills, (
        "the kills met no work: no proof"
    )
