"""`make gallery`: a picture of every screen in every state of a played crisis, in `build/gallery/index.html`, axe and narrow windows.

A crisis is played in this process, as the tests play one: the municipality that comes with Krisekanal, every channel a screen of our
own, the worker's own handlers, and a clock that stands. Chromium then takes each screen on a phone, on a desktop and in the dark.
`python -m bench.gallery unit log` takes only the screens whose names hold one of these words.
"""

import sys
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from bench.gallery_play import Play
from bench.gallery_readers import Screen
from schemas.identity.login import LoginMethod
from store.identity import login_sessions
from store.outbox import workers
from tests.servers import browsers
from tests.servers.threaded_desk import served

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
WIDTHS = (640, 320)
"""200 % of 1280 px, and what WCAG 1.4.10 asks for."""
FOLDER = Path(__file__).parents[1] / "build" / "gallery"


class View(NamedTuple):
    """How a screen is looked at."""

    name: str
    width: int
    height: int
    colors: Literal["light", "dark"]
    lang: str = "nb"


VIEWS = (
    View("phone", 390, 844, "light"),
    View("desktop", 1366, 900, "light"),
    View("dark", 390, 844, "dark"),
    View("nynorsk", 390, 844, "light", "nn"),
)


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken: list[tuple[Screen, list[str]]] = []
    found: list[str] = []
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        path = browsers.chromium()
        if not path:
            sys.exit("Chromium is missing. Run: bash tests/tools.sh chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        play = Play(Path(name), datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1))
        with served(play.settings, play.opened) as url:
            for screen in play.screens():
                workers.beat(play.ctx, play.stage.worker.name, "plain", timedelta(minutes=5))
                if not wanted or any(word in screen.name for word in wanted):
                    files = [_picture(browser, play, url, screen, view, found) for view in VIEWS]
                    taken.append((screen, files))
        browser.close()
    (FOLDER / "index.html").write_text(_index(taken), encoding="utf-8")
    print(f"{sum(len(files) for _, files in taken)} pictures: {FOLDER / 'index.html'}")
    print("\n".join(["axe finds nothing on any of them" if not found else "axe finds:", *found]))
    sys.exit(1 if found else 0)


def _picture(browser: Browser, play: Play, url: str, screen: Screen, view: View, found: list[str]) -> str:
    """Its file; what axe says of the page on a phone, with everything unfolded, is added to `found`."""
    options: dict[str, Any] = {"locale": "nb-NO", "is_mobile": view.width < 500, "color_scheme": view.colors}
    context = browser.new_context(viewport={"width": view.width, "height": view.height}, base_url=url, **options)
    cookies = {"lang": view.lang}
    if screen.person:
        cookies["krisekanal"] = login_sessions.open_(play.ctx, screen.person, LoginMethod.PASSWORD, "gallery")
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(screen.path)
    for field, words in screen.fill:
        page.fill(field, words)
    if screen.fill and page.locator("#preview").count():
        page.wait_for_selector("#preview article")
    if screen.press:
        page.click(screen.press)
    page.wait_for_timeout(150)
    file = f"{screen.name}-{view.name}.png"
    page.screenshot(path=FOLDER / file, full_page=True)
    if view is VIEWS[0]:
        page.evaluate("document.querySelectorAll('details:not(.menu)').forEach(one => { one.open = true; })")
        found += [
            f"{screen.name}: {v['id']}: {v['nodes'][0]['html'][:120]}"
            for v in Axe().run(page, options=RULES).response["violations"]
        ]
        found += [
            f"{screen.name}: {wide} px too wide at {width} px" for width in WIDTHS if (wide := _too_wide(page, width))
        ]
    context.close()
    return file


def _too_wide(page: Page, width: int) -> int:
    """Pixels that scroll sideways."""
    page.set_viewport_size({"width": width, "height": 800})
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def _index(taken: list[tuple[Screen, list[str]]]) -> str:
    rows = [
        f"<section><h2>{escape(screen.name)}</h2><p>{escape(screen.person or 'nobody')} · <code>{escape(screen.path)}</code></p>"
        + "".join(f'<a href="{file}"><img loading="lazy" src="{file}" alt="{file}"></a>' for file in files)
        + "</section>"
        for screen, files in taken
    ]
    style = "body{font-family:sans-serif;background:#ddd}img{height:34rem;margin:.5rem;border:1px solid #888;vertical-align:top}"
    return f"<!doctype html><meta charset=utf-8><title>Krisekanal</title><style>{style}</style>{''.join(rows)}"


if __name__ == "__main__":
    main(sys.argv[1:])
