"""A whole crisis with four people at four browsers, on a phone and on a desktop, with and without scripts."""

import json
from threading import Event

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.desk.web.conftest import Enter, picture
from tests.desk.web.test_accessible import violations
from tests.journeys.town import eventually
from tests.servers.web import WebTown

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize(
    ("size", "scripts"),
    [("desktop", True), ("phone", True), ("phone", False)],
    ids=["desktop", "phone", "phone-without-scripts"],
)
def test_a_whole_crisis(web: WebTown, enter: Enter, size: str, scripts: bool) -> None:
    mark = f"{size}{'' if scripts else '-no-js'}"
    kari, anne, ola, liv = (enter(p, size, scripts) for p in ("kari", "anne", "ola", "liv"))

    kari.click("text=Sett krisestab …")
    kari.fill("#f-title", "Vannbrudd")
    kari.fill("#f-what", "Bakterier i drikkevannet")
    kari.fill("#f-where", "Lånke")
    picture(kari, f"{mark}-01-set-up")
    kari.click("text=Se over")
    picture(kari, f"{mark}-02-second-look")
    kari.click("button:has-text('Sett krisestab og sperr')")
    expect(kari.locator("h1")).to_have_text("Vannbrudd")

    liv.goto("/unit")
    liv.fill("#f-title", "Sommerfest")
    liv.fill("#f-body", "Velkommen til fest.")
    expect(liv.locator("button:has-text('Publiser')")).to_have_count(0)
    picture(liv, f"{mark}-03-unit-locked")
    liv.goto("/accounts")
    liv.click("button:has-text('Jeg vet at alle mine 6 kontoer er sperret')")
    expect(liv.locator("text=Du vet at kontoene dine er sperret")).to_be_visible()
    picture(liv, f"{mark}-04-accounts")

    anne.goto("/write?template=kok")
    anne.fill("[name='field:where']", "Lånke")
    anne.fill("#f-next_update", "23:59")
    if scripts:
        expect(anne.locator("#preview .rendering").first).to_contain_text("Kok vannet i Lånke")
    picture(anne, f"{mark}-05-write")
    anne.click("button[value=submit]")
    expect(anne.locator("h1")).to_have_text("Kok vannet i Lånke")
    assert anne.locator("button:has-text('Publiser i')").count() == 0

    ola.goto("/")
    ola.click("a:has-text('Kok vannet i Lånke')")
    picture(ola, f"{mark}-06-approve")
    ola.click("button:has-text('Publiser i 5 kanaler')")
    expect(ola.locator("h1")).to_have_text("Kok vannet i Lånke")
    eventually(lambda: _published(ola, scripts), 60)
    picture(ola, f"{mark}-07-board")
    entries = [json.loads(p.read_text()) for p in (web.town.data / "public" / "entries").glob("*.json")]
    assert [e["title"] for e in entries] == ["Kok vannet i Lånke"]
    assert len(web.town.smtp.to("en@kk.example")) == 1

    ola.click("a:has-text('Rett')")
    ola.fill("#f-wrong", "Ett minutt er for kort.")
    ola.fill("#f-body", "Kok vannet i Lånke i tre minutter.")
    ola.click("button[value=submit]")
    expect(ola.locator("text=Du har skrevet, endret eller sendt inn dette selv")).to_be_visible()
    ingrid = enter("ingrid", size, scripts)
    ingrid.click("section[aria-labelledby=s-wait] a:has-text('Kok vannet i Lånke')")
    ingrid.click("button:has-text('Publiser i')")
    expect(ingrid.locator("#board")).to_be_visible()
    eventually(lambda: _published(ingrid, scripts), 60)

    kari.goto("/")
    picture(kari, f"{mark}-08-situation")
    kari.click("a:has-text('Avslutt krisestaben')")
    kari.click("button:has-text('Avslutt krisestaben')")
    expect(kari.locator("h1")).to_have_text("Ingen krise er åpen")
    eventually(lambda: (kari.goto("/reports"), kari.locator("a:has-text('HTML')").count())[1], 60)
    kari.goto("/log?every=true")
    picture(kari, f"{mark}-09-log")
    assert web.town.ok("log", "verify")["first_bad"] is None


def _published(page: Page, scripts: bool) -> bool:
    """With scripts the board moves by itself; without, the reader loads it again."""
    if not scripts:
        page.goto(page.url)
    return bool(page.locator("#board > p .ds-tag").inner_text() == "publisert")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_second_crisis_is_asked_about_and_both_are_seen(web: WebTown, enter: Enter, size: str) -> None:
    """And a hurried double tap sets up one."""
    asked = ("--title", "Vann", "--what", "Bakterier", "--where", "Lånke", "--severity", "severe")
    web.town.ok("crisis", "establish", *asked, as_="kari")
    other = ("--title", "Ras", *asked[2:])
    assert web.town.run("crisis", "establish", *other, as_="kari").code == 3
    kari = enter("kari", size)
    kari.click("text=En annen hendelse")
    kari.fill("#f-title", "Ras på Hell")
    kari.fill("#f-what", "Leire i bevegelse")
    kari.fill("#f-where", "Hell")
    kari.click("text=Se over")
    expect(kari.locator("fieldset")).to_contain_text("dette er ikke «Vann»")
    picture(kari, f"second-crisis-{size}")
    assert violations(kari) == []
    kari.check("input[name=beside]")
    kari.dblclick("button:has-text('Sett krisestab og sperr')")
    expect(kari.locator("h1")).to_have_text("Ras på Hell")
    expect(kari.locator("#top")).to_contain_text("Også åpen: Vann")
    assert [c["title"] for c in web.town.ok("crisis", "list")] == ["Ras på Hell", "Vann"]
    picture(kari, f"two-crises-{size}")
    kari.click("#top a")
    expect(kari.locator("h1")).to_have_text("Vann")
    assert violations(kari) == []


def test_bar_and_page_change_together(web: WebTown, enter: Enter) -> None:
    """Whoever has an open page sees the crisis in the bar, in its colours, as soon as in the page."""
    ola = enter("ola", "phone")
    expect(ola.locator("#top")).to_contain_text("Normal drift")
    asked = ("--title", "Vann", "--what", "Bakterier", "--where", "Lånke", "--severity", "severe")
    web.town.ok("crisis", "establish", *asked, as_="kari")
    expect(ola.locator("h1")).to_have_text("Vann")
    expect(ola.locator("#top")).to_contain_text("Krisestab er satt")
    expect(ola.locator("body")).to_have_class("crisis")
    expect(ola.locator("#deeds")).to_contain_text("Skriv en melding")
    web.town.ok("crisis", "stand-down", as_="kari")
    expect(ola.locator("#top")).to_contain_text("Normal drift")
    expect(ola.locator("body")).to_have_class("calm")
    expect(ola.locator("#deeds")).not_to_contain_text("Skriv en melding")


def test_what_happens_while_a_page_asks_is_asked_about_next(web: WebTown, enter: Enter) -> None:
    """Its part was drawn before, and comes after: the word that came in between counts."""
    web.town.ok("crisis", "establish", "--title", "Vann", "--what", "Bakterier", "--where", "Lånke", as_="kari")
    words = ("--title", "Kok vannet", "--text", "Kok vannet i ett minutt.")
    draft = web.town.ok("draft", "new", *words, "--submit", as_="anne")["id"]
    ola, ingrid, held = enter("ola"), enter("ingrid"), list[tuple[Route, APIResponse]]()
    quiet = Event()

    def hold(route: Route) -> None:
        if held or not quiet.is_set() or "hx-request" not in route.request.headers:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    ola.route(f"**/drafts/{draft}*", hold)
    ola.goto(f"/drafts/{draft}")
    ola.wait_for_timeout(3000)  # until what came with the draft has been told
    quiet.set()
    web.town.ok("draft", "edit", draft, "--text", "Kok alt vannet.", as_="anne")
    while not held:
        ola.wait_for_timeout(100)
    ingrid.goto(f"/drafts/{draft}")
    ola.wait_for_timeout(2000)
    (route, drawn), *_ = held
    route.fulfill(response=drawn)
    expect(ola.locator("text=Ingrid Redaktør ser også på dette utkastet")).to_be_visible()
