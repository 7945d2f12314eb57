"""A small municipality with real servers around it, acted on through the command line only once it is set up."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.machine.settings import Settings
from notifiers.facade import Channels, open_channels
from notifiers.platforms import PLATFORMS
from store.opening import Opened, open_context, set_up
from tests.cast import seen_of
from tests.servers import sqlite, warm
from tests.servers.mastodon import MastodonServer
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer

READERS = ("en@kk.example", "to@kk.example")
FILE = f"""\
organisation: {{name: Prøve kommune, number: "9999", homepage: "https://kk.example", sender: kk.example}}
people:
  - {{id: kari, name: Kari Rådmann, roles: [chief_executive], deputies: [per], email: kari@kk.example}}
  - {{id: per, name: Per Assisterende, email: per@kk.example}}
  - {{id: ola, name: Ola Redaktør, roles: [editor], email: ola@kk.example}}
  - {{id: ingrid, name: Ingrid Redaktør, roles: [editor], email: ingrid@kk.example}}
  - {{id: liv, name: Liv Leder, roles: [unit_leader], email: liv@kk.example}}
  - {{id: lars, name: Lars Loggfører, roles: [log_keeper], email: lars@kk.example}}
  - {{id: anne, name: Anne Ansatt, email: anne@kk.example}}
  - {{id: nils, name: Nils Sluttet, roles: [chief_executive, editor], active: false}}
units:
  - {{id: info, name: Kommunikasjon, leader: liv}}
accounts:
  - {{id: side, platform: public_page, handle: side, unit: info, opened: 2026-01-01, url: "krisepage://"}}
  - {{id: epost, platform: email, handle: e, unit: info, opened: 2026-01-01, secret: smtp, recipients: [{", ".join(READERS)}]}}
  - {{id: mastodon, platform: mastodon, handle: m, unit: info, opened: 2026-01-01, secret: mastodon, fallback: skjerm}}
  - {{id: varsling, platform: webhook, handle: w, unit: info, opened: 2026-01-01, secret: webhook}}
  - {{id: skjerm, platform: console, handle: s, unit: info, opened: 2026-01-01, url: "krisekonsoll://"}}
  - {{id: facebook, platform: facebook, handle: f, unit: info, opened: 2011-01-15}}
templates:
  - {{id: kok, name: Kok vannet, fields: [where], title: "Kok vannet i {{where}}", body: "Kok vannet i {{where}} i ett minutt."}}
  - {{id: rett, name: Rettelse, kind: correction, preapproved: true, fields: [right], title: Rettelse, body: "Riktig er: {{right}}"}}
  - {{id: trekk, name: Trekk, kind: retraction, preapproved: true, fields: [why], title: Se bort fra meldingen, body: "Grunnen er: {{why}}"}}
  - {{id: over, name: Over, kind: all_clear, preapproved: true, fields: [where], title: "Alt er normalt i {{where}}", body: "Vannet i {{where}} kan drikkes."}}
exercises:
  - {{id: kvartal, name: Kort, cron: "0 10 5 2,5,8,11 *", title: Øvelse vann, what: Bakterier, where: Lånke, template: kok, fields: {{where: Lånke}}}}
staff: [kari, ola, lars]
notices: epost
"""


class Answer:
    """What a command said: exit code, parsed answer, the error as JSON."""

    def __init__(self, done: "subprocess.CompletedProcess[str]") -> None:
        self.code, self.err = done.returncode, done.stderr
        self.json: Any = json.loads(done.stdout) if done.stdout.strip() else None

    @property
    def error(self) -> dict[str, Any]:
        return dict(json.loads(self.err))


class AnyTown:
    """`file` is its municipality file; `secrets` map a name to an address; `more` are settings."""

    def __init__(self, folder: Path, file: str, secrets: dict[str, str], **more: str) -> None:
        self.data = folder
        (folder / "town.yaml").write_text(file, encoding="utf-8")
        ours = {
            "DATA": str(folder),
            "MUNICIPALITY": str(folder / "town.yaml"),
            "PREFECT": "off",
            "LEASE_SECONDS": "2",
            "PDF": "twin",
        }
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KRISEKANAL_")}
        self.environment = clean | {f"KRISEKANAL_{name}": value for name, value in (ours | more).items()}
        self.settings = Settings.model_validate({name.lower(): value for name, value in (ours | more).items()})
        self._set_up(secrets)

    def _set_up(self, secrets: dict[str, str]) -> None:
        """In this process: four commands would cost four seconds in each of many towns, and have tests of their own."""
        settings = self.settings
        if settings.database_url == f"sqlite:///{self.data / 'krisekanal.db'}":
            (self.data / "krisekanal.db").write_bytes(sqlite.migrated())
        set_up(settings)
        opened = self.opened()
        for name, url in secrets.items():
            opened.vault.put(opened.ctx, "kari", name, url)
        opened.ctx.engine.dispose()

    def opened(self) -> Opened[Channels]:
        """The same town in this process; its engine is the caller's to dispose of."""
        return open_context(self.settings, lambda secret: open_channels(self.settings, secret), PLATFORMS)

    def run(self, *words: str, as_: str | None = None, given: str | None = None) -> Answer:
        """A process of its own, from a warm parent; `tests/desk/test_bad_input.py` and Prefect's journey start cold ones."""
        return Answer(
            warm.run("desk.cli.main", [*words, "--json", *(["--as", as_] if as_ else [])], self.environment, given)
        )

    def ok(self, *words: str, as_: str | None = None) -> Any:
        found = self.run(*words, as_=as_)
        assert found.code == 0, (words, found.err)
        return found.json

    def store(self, name: str, url: str) -> None:
        found = self.run("secret", "set", name, as_="kari", given=url + "\n")
        assert found.code == 0, found.err

    def approve(self, draft: dict[str, Any], editor: str = "ola") -> dict[str, Any]:
        """By the fingerprint that `draft show` gives, followed out to every channel."""
        seen = seen_of(self.ok("draft", "show", draft["id"]))
        return dict(self.ok("draft", "approve", draft["id"], "--seen", seen, "--wait", "300", as_=editor))

    @contextmanager
    def worker(self, **more: str) -> Iterator[None]:
        log = self.data / "worker.log"
        process = warm.Program("flows.runtime.worker", (), self.environment | more, log, log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(120)

    def file(self, *parts: str) -> str:
        return self.data.joinpath(*parts).read_text(encoding="utf-8")


class Town(AnyTown):
    def __init__(
        self, folder: Path, smtp: SmtpServer, mastodon: MastodonServer, webhook: Recorder, **more: str
    ) -> None:
        self.smtp, self.mastodon, self.webhook = smtp, mastodon, webhook
        secrets = {
            "smtp": f"krisemail://127.0.0.1:{smtp.port}/?from=kommune@kk.example",
            "mastodon": mastodon.url,
            "webhook": f"json://127.0.0.1:{webhook.port}/hook",
        }
        super().__init__(folder, FILE, secrets, **more)


def eventually(question: Callable[[], Any], seconds: float = 240) -> Any:
    """The first true answer. Fails with the last one.

    What is dear to ask (a command is a process) is asked more seldom, so that the machine is left to those waited for.
    """
    deadline = time.monotonic() + seconds
    while True:
        asked = time.monotonic()
        if found := question():
            return found
        assert time.monotonic() < deadline, f"never came true: {found!r}"
        time.sleep(min(1.5, max(0.2, 4 * (time.monotonic() - asked))))
