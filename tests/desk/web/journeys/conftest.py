"""Each journey is made on a phone over a slow line and at a desktop, with scripts and without, at one desk for all of a file."""

import os
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from schemas.identity.login import LoginMethod
from store.identity import login_sessions
from tests.desk.web.conftest import SIZES, SLOW_LINE
from tests.desk.web.journeys.night import Night
from tests.servers.threaded_desk import served


class View(NamedTuple):
    size: str
    scripts: bool

    @property
    def slow(self) -> bool:
        return self.size == "phone"

    def __str__(self) -> str:
        return self.size if self.scripts else f"{self.size}-without-scripts"


EVERY = [View(size, scripts) for size in SIZES for scripts in (True, False)]
VIEWS = EVERY if os.environ.get("EVERY_VIEW") else [View("phone", scripts=True), View("desktop", scripts=False)]
"""Each size and each way once; `make torture` takes all four."""
Sit = Callable[[str], Page]


@pytest.fixture(scope="module")
def at_night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Night, str]]:
    night = Night(tmp_path_factory.mktemp("night"))
    with served(night.settings, night.opened) as url:
        yield night, url
    night.ctx.engine.dispose()


@pytest.fixture
def night(at_night: tuple[Night, str]) -> Iterator[Night]:
    """Nothing is open when a journey begins; what earlier ones have left is history."""
    yield at_night[0]
    at_night[0].over()


@pytest.fixture(scope="module")
def browsers() -> dict[tuple[View, str], BrowserContext]:
    """Each person's own; what it has fetched once it keeps, as browsers do."""
    return {}


@pytest.fixture(params=VIEWS, ids=str)
def view(request: pytest.FixtureRequest) -> View:
    return request.param  # type: ignore[no-any-return]  # pytest says Any


@pytest.fixture
def sit(
    night: Night,
    at_night: tuple[Night, str],
    chromium: Browser,
    browsers: dict[tuple[View, str], BrowserContext],
    view: View,
) -> Iterator[Sit]:
    """`sit("ola")`: a person at a browser, logged in."""
    pages: list[Page] = []

    def down(person: str) -> Page:
        if (view, person) not in browsers:
            browsers[view, person] = _browser(chromium, view, at_night[1])
        context = browsers[view, person]
        word = login_sessions.open_(night.ctx, person, LoginMethod.PASSWORD, str(view))
        cookies = {"lang": "nb", "krisekanal": word}
        context.add_cookies([{"name": name, "value": value, "url": at_night[1]} for name, value in cookies.items()])
        pages.append(context.new_page())
        if view.slow:
            context.new_cdp_session(pages[-1]).send("Network.emulateNetworkConditions", SLOW_LINE)
        return pages[-1]

    yield down
    for page in pages:
        page.close()


def _browser(chromium: Browser, view: View, url: str) -> BrowserContext:
    phone: Any = {"is_mobile": True, "has_touch": True} if view.size == "phone" else {}
    context = chromium.new_context(
        viewport=SIZES[view.size], java_script_enabled=view.scripts, base_url=url, locale="nb", **phone
    )
    context.set_default_timeout(60_000)
    return context
