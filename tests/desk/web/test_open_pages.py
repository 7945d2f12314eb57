"""A page that stands open while others act: everything on it changes together, and nobody loses the place or a word."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.desk.web.conftest import Enter, picture
from tests.desk.web.test_accessible import add_passkey, violations
from tests.desk.web.test_sent_files import png
from tests.servers.web import WebTown

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_bar_menu_content_focus_and_forms(web: WebTown, enter: Enter) -> None:
    """One after the other on one desk: a person writes while a staff is set up, a draft waits, and all is over again."""
    ok = web.town.ok
    liv, ola = enter("liv", "phone"), enter("ola", "phone")
    liv.goto("/unit")
    liv.fill("#f-title", "Sommerfest")
    crisis = ok("crisis", "establish", "--title", "Vann", "--what", "Bakterier", "--where", "Lånke", as_="kari")["id"]
    expect(liv.locator("#top")).to_contain_text("Krisestab er satt")
    expect(liv.locator("body")).to_have_class("crisis")
    expect(liv.locator("#still")).to_contain_text("Krisestab er satt, «Vann»")
    expect(liv.locator("main button:has-text('Publiser')")).to_be_disabled()
    expect(liv.locator("#f-title")).to_have_value("Sommerfest")
    assert violations(liv) == []
    picture(liv, "open-page-over")

    ola.goto("/accounts")
    ola.click("summary:has-text('Be om en ny konto')")
    ola.goto("/")
    ola.click("nav summary")
    ola.focus("nav a[href='/accounts']")
    words = ("--title", "Kok vannet", "--text", "Kok vannet i ett minutt.", "--next-update", "om to timer")
    draft = ok("draft", "new", *words, "--submit", as_="anne")["id"]
    expect(ola.locator("nav .count")).to_have_text("1")
    expect(ola.locator("#s-wait + ul")).to_contain_text("Kok vannet")
    expect(ola.locator("#said")).to_contain_text("1 venter på godkjenning")
    assert ola.evaluate("document.activeElement.getAttribute('href')") == "/accounts", "the menu that was opened stays"
    assert ola.locator("nav details").get_attribute("open") is not None

    ola.goto(f"/drafts/{draft}")
    ola.fill("#f-reason", "Skriv hvor le")
    ok("draft", "edit", draft, "--text", "Kok alt vannet.", as_="anne")
    expect(ola.locator("#still")).to_contain_text("Utkastet er endret")
    expect(ola.locator(".bar button:has-text('Publiser i')")).to_be_disabled()
    expect(ola.locator("#f-reason")).to_have_value("Skriv hvor le")
    assert ola.evaluate("document.activeElement.id") == "f-reason"

    ola.goto("/write")
    ola.fill("#f-body", "Halvferdig")
    ok("crisis", "stand-down", crisis, as_="kari")
    expect(ola.locator("#still")).to_contain_text("«Vann» ble avsluttet")
    expect(ola.locator("button[value=submit]")).to_be_disabled()
    expect(ola.locator("button[value=keep]")).to_be_enabled()
    expect(ola.locator("#f-body")).to_have_value("Halvferdig")
    assert violations(ola) == []


def test_a_file_goes_up_at_once_and_a_passkey_opens_the_layer(web: WebTown, enter: Enter, tmp_path: Path) -> None:
    """The page behind the layer keeps the words and the file."""
    web.town.ok("crisis", "establish", "--title", "Vann", "--what", "Bakterier", "--where", "Lånke", as_="kari")
    chosen = tmp_path / "kart.png"
    chosen.write_bytes(png())
    ola = enter("ola", "phone")
    add_passkey(ola)
    ola.goto("/write?template=own")
    ola.fill("#f-title", "Kok vannet")
    ola.set_input_files("#f-picture", chosen)
    expect(ola.locator(".sent img")).to_be_visible()
    expect(ola.locator(".sent input[name^='alt:']")).to_be_focused()
    ola.keyboard.type("Kart over Lånke")
    picture(ola, "file-sent")
    assert violations(ola) == []
    ola.context.clear_cookies()
    ola.fill("#f-body", "Kok alt vann.")
    layer = ola.locator("#login-layer")
    expect(layer).to_be_visible()
    layer.locator("#passkey-login").click()
    expect(layer).not_to_be_visible()
    expect(ola.locator("#f-body")).to_have_value("Kok alt vann.")
    expect(ola.locator(".sent input[name^='alt:']")).to_have_value("Kart over Lånke")
    ola.fill("#f-next_update", "om to timer")
    ola.click("button[value=submit]")
    expect(ola.locator(".file figcaption")).to_contain_text("Kart over Lånke")


HIDES = """
Object.defineProperty(document, "hidden", { get: () => window.notLookedAt === true });
window.lookedAt = (yes) => { window.notLookedAt = !yes; document.dispatchEvent(new Event("visibilitychange")); };
"""
"""Headless Chromium shows every page at once: a test says which is looked at."""


def test_ten_tabs_and_only_those_that_are_looked_at_hold_a_line(web: WebTown, enter: Enter) -> None:
    """A browser has six lines to a server over HTTP/1.1. A page that is looked at again knows what happened meanwhile."""
    ola = enter("ola")
    ola.context.add_init_script(HIDES)
    tabs = []
    for _ in range(10):
        tab = ola.context.new_page()
        tab.goto("/")
        tabs.append(tab)
        tab.evaluate("lookedAt(false)")
    web.town.ok("crisis", "establish", "--title", "Vann", "--what", "Bakterier", "--where", "Lånke", as_="kari")
    expect(ola.locator("#top")).to_contain_text("Krisestab er satt")
    expect(tabs[0].locator("#top")).to_contain_text("Normal drift")
    tabs[0].evaluate("lookedAt(true)")
    expect(tabs[0].locator("#top")).to_contain_text("Krisestab er satt")
