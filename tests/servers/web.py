"""The web desk as IT starts it: its own process, its own worker, real servers around. One serves all tests of a file."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from config.machine.settings import Settings
from notifiers.facade import Channels, open_channels
from notifiers.platforms import PLATFORMS
from store.identity import passwords
from store.opening import Opened, open_context
from tests.journeys.town import Town
from tests.servers.ports import free_port
from tests.servers.warm import Program

PASSWORD = "fire ord uten sammenheng"
PIN = "739154"


class WebTown:
    """`url` is where people open it; everybody active has the same password. The desk runs all the time, a worker only in `day`."""

    def __init__(self, town: Town, url: str) -> None:
        self.town, self.url = town, url
        self.desk_pid = self.desk_port = 0
        self._first: sqlite3.Connection | None = None

    @contextmanager
    def day(self) -> Iterator[None]:
        """Database, folders and letters are as before the first day, whatever the days in between have left."""
        self._begin_again()
        with self.town.worker():
            yield

    def _begin_again(self) -> None:
        with closing(sqlite3.connect(self.town.data / "krisekanal.db")) as database:
            if self._first is None:
                self._first = sqlite3.connect(":memory:")
                database.backup(self._first)
            self._first.backup(database)
        for folder in self.town.data.iterdir():
            if folder.is_dir():
                shutil.rmtree(folder)
        self.town.smtp.forget()

    def ctx(self) -> Opened[Channels]:
        settings = Settings.model_validate({"data": self.town.data, "municipality": self.town.data / "town.yaml"})
        return open_context(settings, lambda secret: open_channels(settings, secret), PLATFORMS)

    def client(self, person: str | None = None) -> httpx.Client:
        """Logged in through the page, as a browser without scripts would be."""
        made = httpx.Client(base_url=self.url, follow_redirects=True, timeout=120)
        if person:
            answer = made.post("/login", data={"name": person, "password": PASSWORD, "next": "/"})
            assert answer.status_code == 200 and "login" not in answer.url.path, answer.text
        return made


@contextmanager
def web_town(town: Town, url: str = "") -> Iterator[WebTown]:
    """`url` where a web server stands in front."""
    port = free_port()
    here = f"http://localhost:{port}"
    url = url or here
    town.environment |= {"KRISEKANAL_DESK_PORT": str(port), "KRISEKANAL_DESK_URL": url}
    made = WebTown(town, url)
    opened = made.ctx()
    for person in opened.ctx.municipality.people:
        if person.active:
            passwords.set_password(opened.ctx, person.id, PASSWORD)
            passwords.set_pin(opened.ctx, person.id, PIN)
    opened.ctx.engine.dispose()
    with _desk(town, here) as pid:
        made.desk_pid, made.desk_port = pid, port
        yield made


@contextmanager
def _desk(town: Town, url: str) -> Iterator[int]:
    """Its process id."""
    log = town.data / "desk.log"
    process = Program("desk.server", (), town.environment, log, log)
    try:
        _wait(process, url, log)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: Program, url: str, log: Path) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(f"{url}/health", timeout=120).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the desk did not start: " + log.read_text())
