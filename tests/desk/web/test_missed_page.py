"""Whom a message did not reach, on the desk: the page, the paper, and the letter that a second person approves."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pypdf import PdfReader

from desk.web.pages import missed
from schemas.recipients.recipient import Audience
from schemas.recipients.register import EntryForm
from store.crises import lifecycle
from store.drafts import drafts
from store.recipients import register
from tests.cast import content, request
from tests.desk.web.inside import Inside
from tests.store.test_second_way import approved, drain, settled, warned

BODY = "Kok vannet i tre minutter."


@pytest.fixture
def town(inside: Inside) -> Iterator[Inside]:
    inside.opened = replace(inside.opened, ctx=settled(inside.ctx))
    inside.reopen()
    yield inside


def _words(paper: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper)).pages)


def test_from_the_message_to_the_letter_and_the_doors(town: Inside) -> None:
    message_id = warned(town.ctx)
    ola = town.client("ola")
    at = f"/messages/{message_id}"
    page = ola.get(at).text
    assert f'href="{at}/missed"' in page and "<dt>Adressert</dt><dd>5</dd>" in page
    missed = ola.get(f"{at}/missed").text
    assert "2 av dem har en e-postadresse" in missed and "Bakken 1" in missed and "Elvegata 3" not in missed
    paper = ola.get(f"{at}/missed.pdf")
    assert paper.headers["content-type"] == "application/pdf" and "Bakken 1" in _words(paper.content)
    done = town.post(ola, f"{at}/second-way")
    assert done.status_code == 303 and done.headers["location"].endswith("?said=second-way")
    draft = done.headers["location"].partition("?")[0]
    shown = ola.get(draft).text
    assert "De som en annen melding ikke nådde" in shown and BODY in shown
    edit = ola.get(f"{draft}/edit").text
    assert re.search(r'value="among"\s+checked', edit), "an edit keeps whom it goes to"
    assert town.post(ola, f"{draft}/submit").status_code == 303
    assert drain(town.ctx, "epost") == [], "nothing leaves before somebody has approved it"


def test_a_long_list_of_doors_is_cut_on_the_screen_and_whole_on_paper(
    town: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missed, "_MOST", 1)
    register.add(town.ctx, "ola", EntryForm(name="Nils", street="Åsen 1", purpose="Liste"))
    at = f"/messages/{warned(town.ctx)}/missed"
    page, paper = town.client("ola").get(at).text, _words(town.client("ola").get(f"{at}.pdf").content)
    assert "Bakken 1" in page and "Åsen 1" not in page and "Og 1 til" in page and "2 i registeret" in page
    assert "Bakken 1" in paper and "Åsen 1" in paper


def test_a_door_without_a_number_is_on_the_page_on_paper_and_in_the_table(town: Inside) -> None:
    form = EntryForm(name="=HYPERLINK(1)", street="Uten veg 9", purpose="Liste")
    register.add(town.ctx, "ola", form)
    message_id, ola = warned(town.ctx), town.client("ola")
    at = f"/messages/{message_id}/missed"
    said = "1 av dem har verken nummer eller e-postadresse som virker."
    page, paper = ola.get(at).text, _words(ola.get(f"{at}.pdf").content)
    assert "Uten veg 9" in page and said in page and "Uten nummer" in page and f'href="{at}.csv"' in page
    assert "Uten veg 9" in paper and said in paper and "Uten nummer" in paper
    table = ola.get(f"{at}.csv")
    assert table.headers["content-type"].startswith("text/csv") and table.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert lines == [
        ["Adresse", "Navn", "Prøvd"],
        ["Bakken 1", "Bo", "'+4791111101"],
        ["Uten veg 9", "'=HYPERLINK(1)", ""],
    ]


def test_who_only_lacks_a_number_is_asked_for_too(town: Inside) -> None:
    """Nothing failed, and still there is a door to knock on."""
    register.add(town.ctx, "ola", EntryForm(street="Uten veg 9", purpose="Liste"))
    crisis = lifecycle.establish(town.ctx, "kari", request())
    words = content(BODY, audience=Audience(everyone=True))
    message_id = approved(town.ctx, drafts.new(town.ctx, "anne", crisis.id, words, ("epost",)))
    drain(town.ctx, "epost")
    at = f"/messages/{message_id}"
    assert f'href="{at}/missed"' in town.client("ola").get(at).text
    assert "Uten veg 9" in town.client("ola").get(f"{at}/missed").text


def test_names_are_for_those_who_may_see_the_register(town: Inside) -> None:
    message_id = warned(town.ctx)
    liv = town.client("liv")
    for path in ("missed", "missed.pdf", "missed.csv"):
        assert liv.get(f"/messages/{message_id}/{path}").status_code == 403
    assert town.post(liv, f"/messages/{message_id}/second-way").status_code == 403
    assert "/missed" not in liv.get(f"/messages/{message_id}").text
