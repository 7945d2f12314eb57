"""What the deeds of a night cost, on a phone: taps and screens. docs/desk.md has the same table."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.desk.web.conftest import PICTURES, SIZES, Enter, picture
from tests.desk.web.test_accessible import link_to
from tests.servers.web import PIN, WebTown

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SCREEN = SIZES["phone"]["height"]
ADVICE = (
    "Et rør har sprukket ved Hell, og vannet i Lånke kan ha bakterier.\n\n"
    "Dette gjør du nå:\n• La vannet fosskoke før du drikker det.\n"
    "• Bruk bare kokt og avkjølt vann til barn og syke.\n• Si fra til naboer som kanskje ikke har fått med seg meldingen."
)
TABLE = (Path(__file__).parents[3] / "docs" / "desk.md").read_text(encoding="utf-8")


class Taps:
    """Screens are those that were tapped on."""

    def __init__(self, page: Page) -> None:
        self.page, self.count, self.screens = page, 0, set[str]()

    def tap(self, what: str) -> None:
        self.page.wait_for_selector(what)
        self.screens.add(self.page.locator("h1").inner_text())
        self.page.tap(what)
        self.count += 1

    @property
    def counted(self) -> tuple[int, int]:
        return self.count, len(self.screens)


def written(deed: str) -> tuple[int, int]:
    """Taps and screens, as docs/desk.md has them."""
    found = re.search(rf"^\| {deed} \| (\d+) \| (\d+) ", TABLE, re.MULTILINE)
    assert found, deed
    return int(found[1]), int(found[2])


def test_a_crisis_is_set_up_confirmed_and_spoken_of(web: WebTown, enter: Enter) -> None:
    """Over a slow line."""
    kari = Taps(enter("kari", "phone", slow=True))
    kari.tap("text=Sett krisestab …")
    for name, words in (("title", "Vannbrudd"), ("what", "Bakterier i drikkevannet"), ("where", "Lånke")):
        kari.page.fill(f"#f-{name}", words)
    kari.tap("text=Se over")
    kari.tap("button:has-text('Sett krisestab og sperr')")
    expect(kari.page.locator("h1")).to_have_text("Vannbrudd")
    expect(kari.page.locator("main > [role=status]")).to_contain_text("Krisestab er satt")
    assert kari.counted == written("set up a crisis staff")

    liv = Taps(enter("liv", "phone", slow=True))
    liv.tap(".must a")
    liv.page.wait_for_url("**/accounts")
    liv.tap("button:has-text('Jeg vet at alle mine')")
    expect(liv.page.locator("text=Du vet at kontoene dine er sperret")).to_be_visible()
    assert liv.counted == written("confirm all of one's accounts")

    message = ("--title", "Kok drikkevannet i Lånke", "--text", ADVICE, "--next-update", "om to timer", "--submit")
    web.town.ok("draft", "new", *message, as_="anne")
    ola = Taps(enter(None, "phone", slow=True))
    ola.page.goto(link_to(web, "ola@kk.example"))
    ola.page.fill("#f-pin", PIN)
    ola.tap("main form button")
    button = ola.page.locator(".bar button")
    box = button.bounding_box()
    assert box and box["y"] + box["height"] <= SCREEN, "the button is there without scrolling"
    picture(ola.page, "taps-approve")
    read = ola.page.evaluate(_END_OF_WHAT_IS_READ)
    assert read <= 2 * SCREEN, f"checks and text end after {read / SCREEN:.2f} screens"
    ola.tap(".bar button")
    expect(ola.page.locator("main > [role=status]")).to_contain_text("Godkjent")
    assert ola.counted == written("approve, from the notice")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_sending_is_within_reach_while_one_writes(web: WebTown, enter: Enter, size: str) -> None:
    """Wherever one is in the form; and what has the focus is never behind it (WCAG 2.2, 2.4.11)."""
    web.town.ok("crisis", "establish", "--title", "Vann", "--what", "Bakterier", "--where", "Lånke", as_="kari")
    anne = enter("anne", size)
    anne.goto("/write")
    for name in ("title", "body", "short", "next_update", "link"):
        anne.focus(f"#f-{name}")
        field, button = anne.locator(f"#f-{name}").bounding_box(), anne.locator("button[value=submit]").bounding_box()
        assert field and button and button["y"] + button["height"] <= SIZES[size]["height"]
        assert field["y"] + min(field["height"], 44) <= button["y"], f"{name} can be seen"
    anne.screenshot(path=PICTURES / f"send-within-reach-{size}.png")


_END_OF_WHAT_IS_READ = """
() => document.querySelector("[aria-labelledby=d-text]").getBoundingClientRect().bottom + window.scrollY
  + document.querySelector(".bar").getBoundingClientRect().height
"""
