"""A whole crisis with four people at four browsers, on a phone and on a desktop, with and without scripts."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.desk.web.conftest import Enter, picture
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
    kari.click("button:has-text('Sett krisestab og lås')")
    expect(kari.locator("h1")).to_have_text("Vannbrudd")

    liv.goto("/unit")
    liv.fill("#f-title", "Sommerfest")
    liv.fill("#f-body", "Velkommen til fest.")
    expect(liv.locator("button:has-text('Publiser')")).to_have_count(0)
    picture(liv, f"{mark}-03-unit-locked")
    liv.goto("/accounts")
    while liv.locator("text=Jeg vet at den er låst").count():
        liv.locator("text=Jeg vet at den er låst").first.click()
    expect(liv.locator("text=bekreftet av Liv Leder").first).to_be_visible()
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
    ola.fill("[name='field:right']", "Kok vannet i tre minutter.")
    ola.click("button[value=submit]")
    expect(ola.locator("text=Du har skrevet, endret eller sendt inn dette selv")).to_be_visible()
    ingrid = enter("ingrid", size, scripts)
    ingrid.click("a:has-text('Vi retter en feil')")
    ingrid.click("button:has-text('Publiser i')")
    expect(ingrid.locator("#board")).to_be_visible()
    eventually(lambda: _published(ingrid, scripts), 60)

    kari.goto("/")
    picture(kari, f"{mark}-08-situation")
    kari.click("a:has-text('Avblås')")
    kari.click("button:has-text('Avblås krisestaben')")
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
