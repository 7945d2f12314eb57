"""What changed since I last looked, sentence by sentence; every revision is there to be read and brought back."""

import re

import pytest
from lxml import html

from desk.web.shown.comparison import differences
from store.crises import lifecycle
from store.drafts import drafts
from tests.cast import content, request
from tests.desk.web.inside import Inside


@pytest.fixture
def draft_id(inside: Inside) -> str:
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.new(inside.ctx, "anne", crisis.id, content("Kok vannet. Hent vann på Hell."), ["side"])
    return drafts.submit(inside.ctx, "anne", draft.id).id


def edit(inside: Inside, draft_id: str, body: str, person: str = "anne") -> None:
    drafts.edit(inside.ctx, person, draft_id, content(body))


def changed(inside: Inside, person: str, draft_id: str, **headers: str) -> str:
    """What the page says has changed, as text with marks."""
    page = html.document_fromstring(inside.client(person).get(f"/drafts/{draft_id}", headers=headers).text)
    found = page.xpath('//section[@id="changed"]')
    return html.tostring(found[0], encoding="unicode") if found else ""


def test_the_diff_is_by_sentence() -> None:
    before = "Kok vannet i ett minutt. Møt kl. 14.30 på Hell.\nRing kommunen."
    after = "Kok vannet i tre minutter. Møt kl. 14.30 på Hell.\nRing kommunen."
    assert differences(before, after) == (
        "<del>Kok vannet i ett minutt.</del><ins>Kok vannet i tre minutter.</ins> Møt kl. 14.30 på Hell.\nRing kommunen."
    )
    for text in (before, "", "\n\n", "uten punktum", "«Hei.» «Du!» (Ja.) – Nei: Jo. ", "...\r\n\t x"):
        assert str(differences(text, text)) == text.replace("&", "&amp;"), "nothing is lost"


def test_since_i_last_looked(inside: Inside, draft_id: str) -> None:
    assert changed(inside, "ola", draft_id) == "", "the first one has nothing before it"
    edit(inside, draft_id, "Kok vannet. Hent vann på Hell. Hold deg hjemme.")
    edit(inside, draft_id, "Kok alt vannet. Hent vann på Hell. Hold deg hjemme.")
    for _ in range(2):  # loaded again it is the same
        ola = changed(inside, "ola", draft_id)
        assert "siden du så det sist (utgave 1)" in ola
        assert "<del>Kok vannet.</del><ins>Kok alt vannet.</ins>" in ola and "<ins> Hold deg hjemme.</ins>" in ola
    edit(inside, draft_id, "Kok alt vannet. Hent vann på Hell. Hold deg inne.")
    assert "(utgave 3)" in changed(inside, "ola", draft_id)
    assert "endret siden utgave 3" in changed(inside, "ingrid", draft_id).lower(), (
        "who never looked sees the last change"
    )


def test_a_part_that_is_asked_for_again_is_no_look(inside: Inside, draft_id: str) -> None:
    edit(inside, draft_id, "Kok alt vannet.")
    changed(inside, "ola", draft_id, **{"hx-request": "true"})
    edit(inside, draft_id, "Kok alt vannet nå.")
    assert "siden du så det sist" not in changed(inside, "ola", draft_id)


def test_since_it_was_returned_and_since_what_i_wrote(inside: Inside, draft_id: str) -> None:
    drafts.give_back(inside.ctx, "ola", draft_id, "Skriv hvor lenge.")
    inside.clock.forward(minutes=1)
    edit(inside, draft_id, "Kok vannet i ett minutt.")
    edit(inside, draft_id, "Kok vannet i to minutter.")
    assert "siden det ble sendt tilbake (utgave 1)" in changed(inside, "ingrid", draft_id)
    edit(inside, draft_id, "Kok vannet i tre minutter.", "ola")
    assert "siden du så det sist (utgave 3)" in changed(inside, "anne", draft_id)


def test_every_revision_is_read_and_brought_back(inside: Inside, draft_id: str) -> None:
    edit(inside, draft_id, "Kok alt vannet.")
    anne = inside.client("anne")
    page = anne.get(f"/drafts/{draft_id}/revisions").text
    assert "Hent vann på Hell." in page and "Kok alt vannet." in page
    assert re.findall(r"/revisions/(\d+)/restore", page) == ["1"]
    assert "/restore" not in inside.client("lars").get(f"/drafts/{draft_id}/revisions").text
    answer = inside.post(anne, f"/drafts/{draft_id}/revisions/1/restore")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/drafts/{draft_id}?said=restored")
    now = drafts.show(inside.ctx, draft_id).revision
    assert (now.number, now.content.body) == (3, "Kok vannet. Hent vann på Hell.")
    assert inside.post(anne, f"/drafts/{draft_id}/revisions/9/restore").status_code == 404
    assert inside.post(inside.client("lars"), f"/drafts/{draft_id}/revisions/1/restore").status_code == 403
