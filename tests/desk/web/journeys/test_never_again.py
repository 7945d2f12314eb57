"""What went wrong once, a journey each: A1 to A7 of the redesign (docs/desk-design.md)."""

import re
from os import urandom
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from store.crises import find
from store.drafts import drafts
from store.identity import login_sessions
from tests.desk.web.conftest import SLOW_LINE
from tests.desk.web.journeys.conftest import Sit, View
from tests.desk.web.journeys.night import ADVICE, TITLE, Night
from tests.servers.web import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
LINE = "Bruk bare kokt og avkjølt vann til barn og syke."


@pytest.mark.parametrize("exercise", [False, True], ids=["real", "exercise"])
def test_a1_the_approval_page_stands_for_an_sms_without_a_price(
    night: Night, sit: Sit, view: View, exercise: bool
) -> None:
    draft, ola = night.waits(night.crisis(exercise=exercise)), sit("ola")
    ola.goto(f"/drafts/{draft.id}")
    expect(ola.locator("h1")).to_contain_text(TITLE)
    assert "sms" in " ".join(made.account_id for made in draft.revision.renderings)
    ola.click("#every-channel > summary")
    expect(ola.locator("#every-channel")).to_contain_text("SMS-varsling")
    expect(ola.locator("#every-channel")).to_contain_text("SMS-del")
    expect(ola.locator(".bar button")).to_contain_text("øvelseskanaler" if exercise else "Publiser i")


def test_a2_a_correction_carries_the_whole_advice(night: Night, sit: Sit, view: View) -> None:
    message, nina, ola = night.out(night.crisis()), sit("nina"), sit("ola")
    nina.goto(f"/write?original={message}&kind=correction")
    expect(nina.locator("#f-title")).to_have_value(TITLE)
    nina.fill("#f-wrong", "Det gjelder også Hell.")
    nina.fill("#f-body", nina.input_value("#f-body").replace("i Lånke kan", "i Lånke og på Hell kan"))
    nina.click("button[value=submit]")
    expect(nina.locator("main")).to_contain_text("Sendt til nettredaksjonen. Redaktørene har fått beskjed.")
    ola.goto(nina.url.partition("?")[0])
    body = ola.locator(".side").filter(has_text="på Hell")
    expect(body.locator("p").first).to_contain_text("i Lånke kan")
    expect(body.locator("ins").first).to_contain_text("på Hell")
    ola.click(".bar button")
    night.stage.forward(seconds=2)
    ola.goto(ola.url.partition("?")[0])
    for look in ("post", "letter", "page", "note"):
        posts = ola.locator(f".as-{look} .exact").all_text_contents()
        assert posts and all(LINE in text or "Kok vannet i Lånke." in text for text in posts), look
    expect(ola.locator(".as-post .exact").first).to_contain_text("Rettet kl.")


def test_a3_two_taps_and_two_tabs_are_one(night: Night, sit: Sit, view: View) -> None:
    kari, crises = sit("kari"), len(find.listing(night.ctx))
    kari.goto("/crisis/new")
    for name, words in (("title", "Vannbrudd"), ("what", "Bakterier i drikkevannet"), ("where", "Lånke")):
        kari.fill(f"#f-{name}", words)
    kari.click("text=Se over")
    kari.dblclick("button[name=sure]")
    expect(kari.locator("h1")).to_have_text("Vannbrudd")
    assert len(find.listing(night.ctx)) == crises + 1
    (crisis,) = find.open_now(night.ctx)
    first, second = sit("nina"), sit("nina")
    for tab in (first, second):
        _write(tab, f"Vannet er farlig {view}")
    for tab in (first, second):
        tab.dblclick("button[value=submit]")
        expect(tab.locator("h1")).to_have_text(f"Vannet er farlig {view}")
        expect(tab.locator("[role=alert] p")).to_have_count(0)
    (draft,) = drafts.listing(night.ctx, crisis.id)
    ola, other = sit("ola"), sit("ola")
    for tab in (ola, other):
        tab.goto(f"/drafts/{draft.id}")
    ola.dblclick(".bar button")
    expect(ola.locator("main > [role=status]")).to_contain_text("Godkjent")


def test_a4_what_is_written_outlives_the_tab_and_the_session(night: Night, sit: Sit, view: View) -> None:
    night.crisis()
    nina = sit("nina")
    nina.goto("/write?template=own")
    nina.fill("#f-title", f"Halvferdig {view}")
    nina.fill("#f-body", "Kok alt vann")
    if view.scripts:
        expect(nina.locator("form .hint[role=status]")).to_contain_text("Tatt vare på")
    else:
        nina.click("button[value=keep]")
    nina.close()
    again = sit("nina")
    again.goto("/write")
    again.locator("details:has-text('Påbegynte tekster')").evaluate("one => { one.open = true; }")
    again.click(f"a:has-text('Halvferdig {view}')")
    expect(again.locator("#f-body")).to_have_value("Kok alt vann")
    for session in login_sessions.listing(night.ctx, "nina"):
        login_sessions.end(night.ctx, "nina", session.id)
    again.fill("#f-body", "Kok alt vann i tre minutter.")
    again.fill("#f-next_update", "om to timer")
    if view.scripts:
        layer = again.locator("#login-layer")
        expect(layer).to_be_visible()
    else:
        again.click("button[value=submit]")
        layer = again.locator("main")
    layer.locator("#f-name").fill("nina")
    layer.locator("#f-password").fill(PASSWORD)
    layer.locator("form button").first.click()
    if view.scripts:
        expect(again.locator("#login-layer")).not_to_be_visible()
        expect(again.locator("#f-body")).to_have_value("Kok alt vann i tre minutter.")
    else:
        expect(again.locator("main")).to_contain_text("Kok alt vann i tre minutter.")


def test_a4_a_file_goes_up_at_once_and_is_seen_to(night: Night, sit: Sit, view: View, tmp_path: Path) -> None:
    """With scripts as soon as it is chosen, without with the form; once either way."""
    chosen, side = tmp_path / "kart.png", 220
    Image.frombytes("RGB", (side, side), urandom(3 * side * side)).save(chosen)
    night.crisis()
    nina = sit("nina")
    _write(nina, TITLE)
    nina.context.new_cdp_session(nina).send("Network.emulateNetworkConditions", SLOW_LINE)
    nina.set_input_files("#f-picture", chosen)
    if view.scripts:
        expect(nina.locator("#going-up")).to_be_visible()
    else:
        nina.fill("#f-alt", "Kart over Lånke")
        nina.click("button[value=preview]")
    expect(nina.locator(".sent img")).to_be_visible()
    expect(nina.locator("#going-up")).to_be_hidden()
    assert nina.input_value("#f-picture") == "", "it has travelled, and does not again"


def test_a5_two_at_one_draft_see_each_other_and_both_texts(night: Night, sit: Sit, view: View) -> None:
    draft, nina = night.waits(night.crisis()), sit("nina")
    nina.goto(f"/drafts/{draft.id}/edit")
    nina.fill("#f-body", f"{ADVICE}\n\nHent vann på Hell.")
    theirs = draft.revision.content.model_copy(update={"body": f"{ADVICE}\n\nRing 110."})
    drafts.edit(night.ctx, "ola", draft.id, theirs)
    if view.scripts:
        expect(nina.locator("#still")).to_contain_text("Ola")
    nina.click("button[value=save]")
    expect(nina.locator(".sides")).to_contain_text("Ring 110.")
    expect(nina.locator("#f-body")).to_have_value(re.compile(r"Hent vann på Hell\.$"))
    nina.click("button[value=save]")
    expect(nina.locator("main > [role=status]")).to_contain_text("Lagret")
    nina.goto(f"/drafts/{draft.id}/revisions")
    nina.click("button:has-text('Hent fram utgave 1')")
    expect(nina.locator("h1")).to_have_text(TITLE)
    assert drafts.show(night.ctx, draft.id).revision.content.body == draft.revision.content.body


def test_a6_what_failed_is_first_in_red_with_its_deed(night: Night, sit: Sit, view: View) -> None:
    night.out(night.crisis(), refused="facebook")
    ola = sit("ola")
    ola.goto("/")
    first = ola.locator("main .live > *").first
    expect(first).to_have_attribute("data-color", "danger")
    expect(first).to_contain_text("Facebook")
    ola.click("#s-alarms ~ ul button:has-text('Prøv igjen')")
    expect(ola.locator("main > [role=status]")).to_be_visible()
    night.stage.forward(seconds=2)
    ola.goto("/")
    expect(ola.locator("#s-alarms")).to_have_count(0)


def test_a7_a_page_that_stands_open_tells_what_is_true(night: Night, sit: Sit, view: View) -> None:
    nina, ola, crisis = sit("nina"), sit("ola"), night.crisis()
    ola.goto("/")
    _write(nina, "Halvferdig")
    night.waits(crisis)
    if not view.scripts:
        ola.goto("/")
    expect(ola.locator("nav .count").first).to_have_text("1")
    expect(ola.locator(".must")).to_contain_text(TITLE)
    night.over()
    if view.scripts:
        expect(nina.locator("#still")).to_contain_text("«Vannbrudd» ble avsluttet")
        expect(nina.locator("button[value=submit]")).to_be_disabled()
        expect(ola.locator("#top")).to_contain_text("Normal drift")
        expect(nina.locator("#f-title")).to_have_value("Halvferdig")
    else:
        nina.click("button[value=submit]")
        expect(nina.locator("main")).to_contain_text("Det du hadde skrevet")
        expect(nina.locator("main")).to_contain_text("Halvferdig")


def _write(page: Page, title: str) -> None:
    page.goto("/write?template=own")
    page.fill("#f-title", title)
    page.fill("#f-body", ADVICE)
    page.fill("#f-short", "Kok vannet i Lånke.")
    page.fill("#f-next_update", "om to timer")
