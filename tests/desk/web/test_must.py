"""The first page says the one thing that I must do, with one button; the approver has checks first, the text once, and a bar that stays."""

import re

import pytest
from lxml import html

from store.accounts import accounts
from store.approvals import approvals
from store.crises import attendance, lifecycle
from store.drafts import drafts
from tests.cast import content, request
from tests.desk.web.inside import Inside


@pytest.fixture
def crisis_id(inside: Inside) -> str:
    return lifecycle.establish(inside.ctx, "kari", request()).id


def must(inside: Inside, person: str) -> tuple[str, str]:
    """The words, and where the one button leads."""
    page = html.document_fromstring(inside.client(person).get("/").text)
    (box,) = page.xpath('//section[@aria-labelledby="s-must"]')
    buttons = [*box.xpath(".//form/@action"), *box.xpath('.//a[@class="ds-button"]/@href')]
    assert len(buttons) <= 1
    return " ".join(box.text_content().split()), (buttons or [""])[0]


def submitted(inside: Inside, crisis_id: str, title: str = "Kok vannet") -> str:
    made = drafts.new(inside.ctx, "anne", crisis_id, content(title=title), ["side", "skjerm"])
    return drafts.submit(inside.ctx, "anne", made.id).id


def test_the_staff_answers_then_the_editor_decides_the_oldest(inside: Inside, crisis_id: str) -> None:
    first = submitted(inside, crisis_id)
    submitted(inside, crisis_id, "Hent vann på Hell")
    assert must(inside, "ola")[1] == f"/crisis/{crisis_id}/present"
    attendance.confirm(inside.ctx, "ola", crisis_id)
    words, address = must(inside, "ola")
    assert address == f"/drafts/{first}" and "«Kok vannet» venter på deg, og 1 til." in words
    drafts.edit(inside.ctx, "ingrid", first, content("Kok alt vannet."))
    assert "«Hent vann på Hell» venter på deg. " in must(inside, "ingrid")[0], "her own words are another's to judge"


def test_the_leader_confirms_and_the_author_mends(inside: Inside, crisis_id: str) -> None:
    assert must(inside, "liv")[1] == "/accounts"
    for one in inside.ctx.municipality.accounts:
        accounts.confirm(inside.ctx, "liv", one.id)
    assert must(inside, "liv") == ("Nå må du Ingenting venter på deg akkurat nå.", "")
    draft_id = submitted(inside, crisis_id)
    drafts.give_back(inside.ctx, "ola", draft_id, "Skriv hvor lenge.")
    words, address = must(inside, "anne")
    assert address == f"/drafts/{draft_id}/edit" and "Skriv hvor lenge." in words


def test_how_far_the_last_word_got_and_what_is_over(inside: Inside, crisis_id: str) -> None:
    draft_id = submitted(inside, crisis_id)
    approvals.approve(inside.ctx, "ola", draft_id, drafts.show(inside.ctx, draft_id).revision.seen)
    assert "Ute i 0 av 2 kanaler" in inside.client("ola").get("/").text
    lifecycle.stand_down(inside.ctx, "kari", crisis_id)
    assert "«Vannbrudd» er over." in inside.client("ola").get("/").text
    inside.clock.forward(hours=13)
    assert "«Vannbrudd» er over." not in inside.client("ola").get("/").text


def test_an_approver_reads_the_text_once_and_has_both_buttons_at_hand(inside: Inside, crisis_id: str) -> None:
    draft_id = submitted(inside, crisis_id)
    page = inside.client("ola").get(f"/drafts/{draft_id}").text
    heads = re.findall(r'id="(d-checks|changed|d-text|every-channel|d-return)"', page)
    assert heads == ["d-checks", "d-text", "every-channel", "d-return"]
    assert "Teksten, slik den blir i 2 av 2 kanaler" in page and "andre ord i" not in page
    (bar,) = html.document_fromstring(page).xpath('//div[@class="bar"]')
    assert bar.getparent().get("id") == "main" and bar.getnext() is None, "it stays at the bottom of the whole page"
    assert bar.xpath(".//button/@form") == ["approve"] and bar.xpath(".//a/@href") == ["#f-reason"]
    assert "Publiser i 2 kanaler" in bar.text_content()
    own = inside.client("anne").get(f"/drafts/{draft_id}").text
    assert "Sendt til nettredaksjonen. Redaktørene har fått beskjed." in own and 'form="approve"' not in own
