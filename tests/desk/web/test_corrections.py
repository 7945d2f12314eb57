"""A correction opens the message itself for editing; before and after stand beside each other before it is approved."""

import re

import pytest
from playwright.sync_api import expect

from tests.desk.web.conftest import Enter, picture
from tests.desk.web.test_accessible import violations
from tests.servers.web import WebTown

WAS = "Gå inn, lukk vinduer og dører.\n\nDet gjelder Lånke."
IS = WAS.replace("Lånke", "Lånke og Hell")
WRONG = "Det gjelder også Hell."
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.parametrize(
    ("size", "scripts"),
    [("desktop", True), ("phone", True), ("phone", False)],
    ids=["desktop", "phone", "phone-without-scripts"],
)
def test_a_message_is_put_right_in_one_look(web: WebTown, enter: Enter, size: str, scripts: bool) -> None:
    asked = ("--title", "Røyk", "--what", "Brann", "--where", "Lånke", "--severity", "severe")
    web.town.ok("crisis", "establish", *asked, as_="kari")
    words = (
        "--title",
        "Giftig røyk",
        "--text",
        WAS,
        "--next-update",
        "om to timer",
        "--account",
        "side",
        "--account",
        "skjerm",
    )
    draft = web.town.ok("draft", "new", *words, "--submit", as_="anne")
    message = web.town.approve(draft)
    anne = enter("anne", size, scripts)
    anne.goto(f"/messages/{message['id']}")
    anne.click("a:has-text('Rett')")
    expect(anne.locator("#f-title")).to_have_value("Giftig røyk")
    assert anne.input_value("#f-body").replace("\r\n", "\n") == WAS
    assert anne.input_value("#f-next_update") == "om to timer"
    assert anne.locator("input[name=account]:checked").count() == 2, "those that it reached"
    assert anne.locator("#f-pick").count() == 0, "no template takes the advice away"
    anne.fill("#f-body", IS)
    anne.fill("#f-wrong", WRONG)
    if scripts:
        expect(anne.locator("#preview")).to_contain_text(re.compile(r"Rettet kl\. \d\d\.\d\d: Det gjelder også Hell\."))
        expect(anne.locator("#preview")).to_contain_text("lukk vinduer og dører")
        assert violations(anne) == []
    picture(anne, f"correct-write-{size}{'' if scripts else '-no-js'}")
    anne.click("button:has-text('Send til nettredaksjonen')")
    expect(anne.locator("h1")).to_have_text("Giftig røyk")
    ola = enter("ola", size, scripts)
    ola.goto(anne.url)
    sides = ola.locator(".side")
    body = sides.filter(has_text="Tekst")
    expect(body.locator("p").first).to_contain_text("Det gjelder Lånke.")
    expect(body.locator("ins")).to_have_count(1)
    left, right = (body.locator("p").nth(n).bounding_box() for n in (0, 1))
    assert left and right
    assert (left["y"] == right["y"]) == (size == "desktop"), "beside each other where there is room"
    expect(ola.locator(".sides")).to_contain_text(WRONG)
    if scripts:
        assert violations(ola) == []
    picture(ola, f"correct-approve-{size}{'' if scripts else '-no-js'}")
    ola.click("button:has-text('Publiser i 2 kanaler')")
    expect(ola.locator("#board")).to_be_visible()
    web.town.ok("message", "show", ola.url.partition("?")[0].rpartition("/")[2])
    expect(ola.locator(".rendering").first).to_contain_text("Rettelse: Giftig røyk")
    expect(ola.locator(".rendering").first).to_contain_text("lukk vinduer og dører")
