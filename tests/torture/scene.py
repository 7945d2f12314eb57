"""Where the ledger is tortured: a town with five channels, servers that keep what they got, and workers as processes."""

import os
import subprocess
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from config.machine.settings import load_settings
from notifiers.facade import Channels, open_channels
from notifiers.platforms import PLATFORMS
from schemas.errors import StoreUnavailable
from schemas.messages.message import Message
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.drafts import drafts
from store.messages import messages
from store.opening import Opened, open_context, set_up
from store.outbox import workers
from tests.cast import content
from tests.servers import elsewhere, sqlite
from tests.servers.mastodon import MastodonServer
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer
from tests.servers.warm import Program

ROUNDS = int(os.environ.get("TORTURE_ROUNDS", "40"))
"""How often workers are killed, altogether; `make torture` asks for 300."""
LATENCY = 0.05
READERS = ("en@kk.example", "to@kk.example")
_TOWN = """\
organisation: {name: Prøve kommune, number: "9999", homepage: "https://kk.example", sender: kk.example}
people:
  - {id: kari, name: Kari Rådmann, roles: [chief_executive]}
  - {id: ola, name: Ola Redaktør, roles: [editor]}
  - {id: ingrid, name: Ingrid Redaktør, roles: [editor]}
  - {id: liv, name: Liv Leder, roles: [unit_leader]}
  - {id: anne, name: Anne Ansatt}
units:
  - {id: info, name: Kommunikasjon, leader: liv}
notices: skjerm
accounts:
  - {id: side, platform: public_page, handle: side, unit: info, opened: 2026-01-01, url: "krisepage://"}
  - {id: mastodon, platform: mastodon, handle: m, unit: info, opened: 2026-01-01, secret: mastodon}
  - {id: varsling, platform: webhook, handle: w, unit: info, opened: 2026-01-01, secret: webhook}
  - {id: skjerm, platform: console, handle: s, unit: info, opened: 2026-01-01, url: "krisekonsoll://"}
"""
Running = Program | subprocess.Popen[bytes]
SETTLED = {DeliveryStatus.DELIVERED, DeliveryStatus.UNCERTAIN}


def town(readers: Sequence[str] = READERS, more: Sequence[str] = ()) -> str:
    """The municipality file: five channels, the readers of one of them, and lines for more accounts."""
    letters = f"id: epost, platform: email, handle: e, secret: smtp, recipients: [{', '.join(readers)}]"
    lines = [f"  - {{unit: info, opened: 2026-01-01, {line}}}" for line in (letters, *more)]
    return _TOWN + "\n".join(lines) + "\n"


@dataclass
class Scene:
    opened: Opened[Channels]
    smtp: SmtpServer
    mastodon: MastodonServer
    webhook: Recorder
    data: Path


@contextmanager
def open_scene(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    database_url: str = "",
    municipality: str = "",
    secrets: Mapping[str, str] | None = None,
) -> Iterator[Scene]:
    """SQLite in `folder`, or the database named. `secrets` of the accounts that `municipality` has beyond the usual five."""
    (folder / "town.yaml").write_text(municipality or town(), encoding="utf-8")
    variables = {
        "DATA": str(folder),
        "MUNICIPALITY": str(folder / "town.yaml"),
        "PREFECT": "off",
        "LEASE_SECONDS": "1.5",
    }
    if database_url:
        variables["DATABASE_URL"] = database_url
    else:
        (folder / "krisekanal.db").write_bytes(sqlite.migrated())
    for name, value in variables.items():
        monkeypatch.setenv(f"KRISEKANAL_{name}", value)
    settings = load_settings()
    set_up(settings)
    with SmtpServer(LATENCY) as smtp, MastodonServer() as mastodon, Recorder(latency=LATENCY) as webhook:
        opened = open_context(settings, lambda secret: open_channels(settings, secret), PLATFORMS)
        addresses = {
            "smtp": f"krisemail://127.0.0.1:{smtp.port}/?from=kommune@kk.example",
            "mastodon": mastodon.url,
            "webhook": f"json://127.0.0.1:{webhook.port}/hook",
        }
        for name, url in {**addresses, **(secrets or {})}.items():
            opened.vault.put(opened.ctx, "kari", name, url)
        yield Scene(opened, smtp, mastodon, webhook, folder)
        opened.ctx.engine.dispose()


def start_worker(scene: Scene, seconds_ahead: int = 0) -> Running:
    """On a machine whose clock is so far from ours. Returns when it has signed in."""
    known = {row.id for row in workers.at_work(scene.opened.ctx)}
    process = start("flows.runtime.worker", scene.data / "worker.log", seconds_ahead)
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if {row.id for row in workers.at_work(scene.opened.ctx)} - known:
            return process
        assert process.poll() is None, (scene.data / "worker.log").read_text()
        time.sleep(0.02)
    raise AssertionError("the worker did not sign in")


def start(module: str, log: Path, seconds_ahead: int = 0) -> Running:
    environment = dict(os.environ)
    return (
        elsewhere.start(module, environment, log, seconds_ahead)
        if seconds_ahead
        else Program(module, (), environment, log, log)
    )


@contextmanager
def working(scene: Scene) -> Iterator[Running]:
    """A worker that is told to stop at the end, and does."""
    worker = start_worker(scene)
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(120)


def publish(scene: Scene, crisis_id: str, number: int, accounts: Sequence[str] = ()) -> str:
    """Everywhere, or to the accounts named."""
    ctx = scene.opened.ctx
    text = content(f"Melding nummer {number:03d}. Kok vannet.", title=f"Runde {number:03d}")
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, text, accounts).id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id


def publish_when_possible(scene: Scene, crisis_id: str, numbers: Iterator[int]) -> str:
    """The next one that the database takes: a number whose answer was lost may have been taken, and is not used again."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            return publish(scene, crisis_id, next(numbers))
        except (StoreUnavailable, DBAPIError):
            time.sleep(0.1)
    raise AssertionError("the database did not come back")


def settle_all(scene: Scene, ids: list[str], without: Collection[str] = ()) -> list[Message]:
    """When nothing is stuck; the accounts in `without` are not waited for."""
    ctx, deadline = scene.opened.ctx, time.monotonic() + 180
    while time.monotonic() < deadline:
        found = [messages.show(ctx, i) for i in ids]
        open_ = [d for m in found for d in m.deliveries if d.status not in SETTLED and d.account_id not in without]
        if not open_:
            return found
        time.sleep(0.5)
    said = scene.data / "worker.log"
    last_words = said.read_text()[-2000:] if said.exists() else ""
    raise AssertionError([(d.account_id, d.status, d.error) for d in open_], last_words)
