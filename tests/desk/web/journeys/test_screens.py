"""The screens of the redesign (docs/desk-design.md), a journey each: what is seen first, and the deed that it is for."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from schemas.drafts.content import Content, MessageKind
from store.deliveries import unit_posts
from store.messages import messages
from tests.desk.web.conftest import SIZES
from tests.desk.web.journeys.conftest import Sit, View
from tests.desk.web.journeys.night import ADVICE, TITLE, Night

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_frame_five_entries_at_hand_in_the_dark_too(night: Night, sit: Sit, view: View) -> None:
    night.crisis()
    ola = sit("ola")
    ola.emulate_media(color_scheme="dark")
    ola.goto("/")
    words = ola.locator("nav#menu > ul > li").all_inner_texts()
    assert [one.split("\n")[0].strip() for one in words] == ["Nå", "Skriv", "Til godkjenning", "Publisert", "Mer"]
    menu = ola.locator("nav#menu").bounding_box()
    assert menu and (menu["y"] + menu["height"] >= SIZES["phone"]["height"] - 1) == (view.size == "phone")
    expect(ola.locator("#top")).to_contain_text("Stjørdal kommune")
    assert ola.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert max(int(one) for one in _colour(ola).split(",")[:3]) < 80, "dark, as the system wishes"


def test_now_what_i_must_and_how_far_the_last_word_got(night: Night, sit: Sit, view: View) -> None:
    crisis = night.crisis()
    night.out(crisis)
    draft = night.waits(crisis)
    ola = sit("ola")
    ola.goto("/")
    assert ola.locator("dl.facts dt").all_inner_texts() == ["Hva", "Hvor", "Satt"]
    expect(ola.locator("#s-out + ul")).to_contain_text("kanaler")
    expect(ola.locator("#s-reach")).to_be_visible()
    assert ola.locator(".reach-picture use").count() > 5, "a sign for each channel"
    expect(ola.locator(".promise")).to_contain_text("Neste lovede oppdatering")
    expect(ola.locator(".must")).to_match_aria_snapshot(
        f"""
        - heading "Nå må du" [level=2]
        - paragraph: /«{TITLE}» venter på deg/
        - link "Les og avgjør"
        """
    )
    ola.click(".must a")
    ola.wait_for_url(f"**/drafts/{draft.id}")


def test_write_the_posts_as_they_are_drawn(night: Night, sit: Sit, view: View) -> None:
    night.crisis()
    nina = sit("nina")
    nina.goto("/write?template=own")
    expect(nina.locator("#to-all")).to_be_checked()
    assert nina.locator("input[name=account][value=skjerm]").count() == 0, "it carries notices to our own people"
    expect(nina.locator(".channels")).to_contain_text("Ikke koblet til ennå: SlideShare, Flickr, YouTube, Blogger")
    nina.fill("#f-title", TITLE)
    nina.fill("#f-body", ADVICE)
    nina.fill("#f-next_update", "om to timer")
    if not view.scripts:
        nina.click("button[value=preview]")
    post = nina.locator("#preview .as-post").first
    expect(post).to_contain_text("… se mer")
    expect(post.locator(".ring")).to_be_visible()
    expect(nina.locator("#preview .as-sms .bubble")).to_have_count(1)
    expect(nina.locator("#preview .as-sms")).to_contain_text("Går ut i 5 deler")
    assert nina.locator("#preview .as-sms .bubble").inner_text().count(TITLE) == 1
    expect(nina.locator("#preview")).to_contain_text("Skriv en kortere utgave, eller utelat")


def test_approve_checks_first_and_the_deed_at_hand(night: Night, sit: Sit, view: View) -> None:
    draft, ola = night.waits(night.crisis()), sit("ola")
    ola.goto(f"/drafts/{draft.id}")
    tops = [ola.locator(one).bounding_box() for one in ("#d-checks", "#d-text", "#every-channel", ".bar button")]
    found = [box["y"] for box in tops if box]
    assert len(found) == 4 and found[:3] == sorted(found[:3])
    assert found[3] < SIZES[view.size]["height"], "without scrolling"
    expect(ola.locator("[aria-labelledby=d-text]")).to_contain_text("Facebook, LinkedIn")
    ola.click(".bar a:has-text('Send tilbake')")
    ola.fill("#f-reason", "Skriv hvor lenge.")
    ola.click("button:has-text('Send tilbake til')")
    expect(ola.locator("main")).to_contain_text("Skriv hvor lenge.")


def test_take_back_says_what_disappears_in_red(night: Night, sit: Sit, view: View) -> None:
    message, nina, ola = night.out(night.crisis()), sit("nina"), sit("ola")
    nina.goto(f"/messages/{message}")
    assert nina.locator(".actions a").all_inner_texts() == ["Rett", "Trekk tilbake", "Meld faren over"]
    nina.goto(f"/write?original={message}&kind=retraction&template=own")
    assert nina.locator("input[name=account]").count() == len(messages.show(night.ctx, message).deliveries)
    nina.fill("#f-title", "Se bort fra meldingen")
    nina.fill("#f-body", "Den gjaldt ikke Lånke.")
    nina.click("button[value=submit]")
    expect(nina.locator("h1")).to_have_text("Se bort fra meldingen")
    ola.goto(nina.url.partition("?")[0])
    gone = ola.locator(".vanishes", has_text="Facebook: Stjørdal kommune")
    expect(gone).to_contain_text("Slettes")
    expect(gone.locator(".ds-tag").first).to_have_attribute("data-color", "danger")


def test_published_what_needs_a_person_is_first(night: Night, sit: Sit, view: View) -> None:
    message, ola = night.out(night.crisis(), refused="linkedin"), sit("ola")
    ola.goto("/messages")
    expect(ola.locator("main .live > *").first).to_contain_text("LinkedIn: Stjørdal kommune")
    ola.click(f"a[href='/messages/{message}']")
    expect(ola.locator("#board > section").first).to_contain_text("Tilgangen er trukket tilbake")
    ola.click("button:has-text('Prøv igjen')")
    expect(ola.locator("main > [role=status]")).to_be_visible()


def test_accounts_and_unit(night: Night, sit: Sit, view: View) -> None:
    """A planned post is cancelled and brought back; then a staff is set up, and one tap knows of every lock."""
    at = night.ctx.clock().replace(hour=10) + timedelta(days=2)
    text = Content(title=f"Sykkelsti {night.number} {view}", body="Åpner på Hell.", kind=MessageKind.UNIT_POST)
    unit_posts.post(night.ctx, "silje", "facebook", text, at)
    silje = sit("silje")
    silje.goto("/unit")
    card = silje.locator("li.ds-card", has_text=text.title)
    expect(card).to_contain_text("Facebook: Stjørdal kommune")
    card.locator("button:has-text('Avlys')").click()
    silje.click("button:has-text('Angre')")
    expect(silje.locator("main > [role=status]")).to_contain_text("planlagt som før")
    silje.goto("/unit/calendar")
    expect(silje.locator("table.calendar.month")).to_contain_text(text.title)
    night.crisis()
    silje.goto("/accounts")
    assert silje.locator(".tile").count() == silje.locator(".tile .icon").count() > 10
    silje.click("button:has-text('Jeg vet at alle mine')")
    expect(silje.locator("main")).to_contain_text("Du vet at kontoene dine er sperret")


def test_exercise_a_second_look_before_anybody_is_called(night: Night, sit: Sit, view: View) -> None:
    ola = sit("ola")
    ola.goto("/exercises")
    ola.click("form[action='/exercises/kvartal'] button >> nth=0")
    expect(ola.locator("main")).to_contain_text("Start øvelsen nå")
    ola.click("button:has-text('Start øvelsen nå')")
    expect(ola.locator("#top")).to_contain_text("ØVELSE")
    ola.click("a:has-text('Avslutt øvelsen')")
    ola.click("button:has-text('Avslutt øvelsen nå')")
    expect(ola.locator("#top")).to_contain_text("Normal drift")


def test_log_map_and_report(night: Night, sit: Sit, view: View) -> None:
    crisis, kari = night.crisis(), sit("kari")
    night.out(crisis)
    kari.goto("/")
    expect(kari.locator("details.where svg")).to_have_attribute("aria-label", "Kart: Hell, Lånke")
    kari.goto("/log")
    expect(kari.locator(".timeline svg")).to_be_visible()
    kari.fill("#f-words", "sperr")
    kari.click("form[role=search] button")
    expect(kari.locator("ol.log li").first).to_contain_text("sperr")
    kari.goto("/")
    kari.click("a:has-text('Avslutt krisestaben')")
    kari.click("button:has-text('Avslutt krisestaben nå')")
    expect(kari.locator("main")).to_contain_text("Kontoene er åpne igjen")
    night.stage.forward(minutes=10)
    kari.goto(f"/reports/{crisis.id}.html")
    expect(kari.locator("h1").first).to_contain_text("Vannbrudd")
    assert kari.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def _colour(page: Page) -> str:
    found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return found.partition("(")[2].rstrip(")")
