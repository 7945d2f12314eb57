"""One desk and one browser for all tests of a file; each person has a browser context of their own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from config.machine.settings import Settings
from notifiers.facade import Channels, open_channels
from notifiers.platforms import PLATFORMS
from store.identity import passwords
from store.opening import Opened, open_context
from tests.desk.web.inside import Inside
from tests.fakes import FakeClock
from tests.journeys.town import FILE, Town
from tests.servers import browsers
from tests.servers.mastodon import MastodonServer
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer
from tests.servers.web import PASSWORD, WebTown, web_town

SIZES: dict[str, ViewportSize] = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1366, "height": 900}}
SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Milliseconds, and bytes a second: what browsers' tools call slow 3G."""
PICTURES = Path(__file__).parents[3] / "build" / "screenshots"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebTown]:
    """One desk and the servers around it for all tests of a file."""
    with SmtpServer() as smtp, MastodonServer() as mastodon, Recorder() as webhook:
        with web_town(Town(tmp_path_factory.mktemp("town"), smtp, mastodon, webhook)) as made:
            yield made


@pytest.fixture
def web(running: WebTown) -> Iterator[WebTown]:
    """Nothing has happened yet, so that tests need not know of each other."""
    with running.day():
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's own; a test that needs it and lacks it is an error, never skipped.

    Closed after each file: as long as it is open an event loop runs in this thread, and others would notice.
    """
    path = browsers.chromium()
    assert path, "Chromium is missing. Run: bash tests/tools.sh chromium"
    expect.set_options(
        timeout=60_000
    )  # as long as for every other step; twenty seconds pass on a slow machine with six workers
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def with_passwords(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: bytes) -> bytes:
    """A database where everybody active has the same password; hashing it for each test would take a second."""
    folder = tmp_path_factory.mktemp("passwords")
    (folder / "town.yaml").write_text(FILE, encoding="utf-8")
    (folder / "krisekanal.db").write_bytes(migrated_sqlite)
    opened = open_inside(folder)
    for person in opened.ctx.municipality.people:
        if person.active:
            passwords.set_password(opened.ctx, person.id, PASSWORD)
    with opened.ctx.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.ctx.engine.dispose()
    return (folder / "krisekanal.db").read_bytes()


def open_inside(folder: Path) -> Opened[Channels]:
    settings = inside_settings(folder)
    return open_context(settings, lambda secret: open_channels(settings, secret), PLATFORMS)


def inside_settings(folder: Path) -> Settings:
    return Settings.model_validate(
        {"data": folder, "municipality": folder / "town.yaml", "desk_url": "http://localhost:8000", "pdf": "twin"}
    )


@pytest.fixture
def inside(tmp_path: Path, with_passwords: bytes) -> Iterator[Inside]:
    (tmp_path / "town.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "krisekanal.db").write_bytes(with_passwords)
    settings, opened, clock = inside_settings(tmp_path), open_inside(tmp_path), FakeClock()
    yield Inside(settings, replace(opened, ctx=replace(opened.ctx, clock=clock)), clock)
    opened.ctx.engine.dispose()


Enter = Callable[..., Page]


@pytest.fixture
def enter(web: WebTown, chromium: Browser) -> Iterator[Enter]:
    """`enter("ola", size="phone", scripts=True)`: a person at a browser of their own, logged in. `slow`: where the net is poor."""
    contexts: list[BrowserContext] = []

    def made(
        person: str | None, size: str = "desktop", scripts: bool = True, lang: str = "nb", slow: bool = False
    ) -> Page:
        context = chromium.new_context(
            viewport=SIZES[size],
            java_script_enabled=scripts,
            base_url=web.url,
            locale=lang,
            is_mobile=size == "phone",
            has_touch=size == "phone",
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        context.add_cookies([{"name": "lang", "value": lang, "url": web.url}])
        page = context.new_page()
        if slow:
            context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_LINE)
        if person:
            page.goto("/login")
            page.fill("#f-name", person)
            page.fill("#f-password", PASSWORD)
            page.click("main form button")
            page.wait_for_url(web.url + "/")
        return page

    yield made
    for context in contexts:
        context.close()


def picture(page: Page, name: str) -> None:
    """Kept as build output, for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
