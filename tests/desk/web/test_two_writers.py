"""Two at the same draft: the later save is refused with both texts beside each other, and nothing is written over unread."""

import re

import pytest
from playwright.sync_api import expect

from store.drafts import drafts, revisions, unfinished
from tests.desk.web.conftest import Enter, picture
from tests.desk.web.inside import Inside
from tests.desk.web.test_accessible import violations
from tests.desk.web.test_never_lost import html_unescape
from tests.desk.web.test_once import crisis_of, hidden, submitted
from tests.servers.web import WebTown


def test_a_save_on_an_older_revision_is_refused_with_both_texts(inside: Inside) -> None:
    draft = submitted(inside, crisis_of(inside))
    ola, ingrid, path = inside.client("ola"), inside.client("ingrid"), f"/drafts/{draft.id}/edit"
    mine, other = (hidden(client.get(path)) | {"title": "Kok vannet", "do": "save"} for client in (ola, ingrid))
    assert mine["revision"] == "1"
    assert ingrid.post(path, data=other | {"body": "Kok i tre minutter."}).status_code == 303
    refused = ola.post(path, data=mine | {"body": "Kok i fem minutter."})
    assert refused.status_code >= 400 and "utgave 2" in refused.text and "Ingrid Redaktør" in refused.text
    assert "<del>fem</del>" in refused.text and "<ins>tre</ins>" in refused.text
    form = re.search(r'<textarea[^>]* name="body"[^>]*>([^<]*)<', refused.text)
    assert form and html_unescape(form[1]) == "Kok i fem minutter.", "no word of either is lost"
    assert drafts.show(inside.ctx, draft.id).revision.content.body == "Kok i tre minutter."
    assert unfinished.listing(inside.ctx, "ola")
    deliberate = hidden(refused) | {"title": "Kok vannet", "body": "Kok i fem minutter.", "do": "save"}
    assert deliberate["revision"] == "2"
    assert ola.post(path, data=deliberate).status_code == 303
    assert [r.content.body for r in revisions.history(inside.ctx, draft.id)][1:] == [
        "Kok i tre minutter.",
        "Kok i fem minutter.",
    ]


def test_what_was_begun_on_an_older_revision_is_still_of_it(inside: Inside) -> None:
    """Gone on with the day after: the text knows what it was written on."""
    draft = submitted(inside, crisis_of(inside))
    ola, path = inside.client("ola"), f"/drafts/{draft.id}/edit"
    begun = hidden(ola.get(path)) | {"title": "Kok vannet", "body": "Kok i fem minutter."}
    assert ola.post("/unfinished", data=begun, headers={"hx-request": "true"}).status_code == 200
    drafts.edit(inside.ctx, "anne", draft.id, draft.revision.content.model_copy(update={"body": "Kok lenge."}))
    page = ola.get(f"{path}?unfinished={begun['unfinished']}")
    assert "Skrevet imens" in page.text or "skrevet imens" in page.text


def test_who_does_not_know_the_revision_is_not_asked(inside: Inside) -> None:
    """The command line and the interface name no revision."""
    draft = submitted(inside, crisis_of(inside))
    for body in ("En.", "To."):
        drafts.edit(inside.ctx, "anne", draft.id, draft.revision.content.model_copy(update={"body": body}))
    assert drafts.show(inside.ctx, draft.id).revision.number == 3


@pytest.mark.slow
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_both_texts_are_seen(web: WebTown, enter: Enter, size: str) -> None:
    words = ("--title", "Vann", "--what", "Bakterier", "--where", "Lånke", "--severity", "severe")
    web.town.ok("crisis", "establish", *words, as_="kari")
    text = ("--title", "Kok vannet", "--text", "Kok i ett minutt.", "--account", "skjerm")
    draft = web.town.ok("draft", "new", *text, as_="anne")
    anne = enter("anne", size)
    anne.goto(f"/drafts/{draft['id']}/edit")
    web.town.ok("draft", "edit", draft["id"], "--text", "Kok i tre minutter.", as_="ola")
    anne.fill("#f-body", "Kok i fem minutter.")
    anne.click("button[value=save]")
    expect(anne.locator(".side")).to_contain_text("Kok i tre minutter.")
    expect(anne.locator("#f-body")).to_have_value("Kok i fem minutter.")
    picture(anne, f"two-writers-{size}")
    assert violations(anne) == []
