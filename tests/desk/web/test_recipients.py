"""Whom a draft goes to, on the desk: asked in the form, shown to who approves, and fetched anew where it has changed."""

from dataclasses import replace

import pytest

from schemas.accounts.account import Platform
from schemas.drafts.draft import Draft
from schemas.recipients.register import EntryForm
from store.accounts import accounts
from store.crises import lifecycle
from store.drafts import drafts
from store.recipients import register
from tests.cast import account, request
from tests.desk.web.inside import Inside
from tests.policy.test_areas import TOWN

WORDS = {"title": "Kok vannet", "body": "Kok vannet i to minutter.", "account": "sms", "do": "submit"}


@pytest.fixture
def mapped(inside: Inside) -> Inside:
    """A municipality with zones, an SMS account at a price, and one mobile in the middle of Hell."""
    sms = account("sms", Platform.SMS, price=0.5, url="sms46elks://u:p@Kommune")
    town = inside.ctx.municipality.model_copy(
        update={"outline": TOWN.outline, "zones": TOWN.zones, "accounts": (*inside.ctx.municipality.accounts, sms)}
    )
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=town))
    inside.reopen()
    accounts.sync(inside.ctx)
    enter(inside, "91234567")
    lifecycle.establish(inside.ctx, "kari", request())
    return inside


def enter(inside: Inside, mobile: str) -> None:
    form = EntryForm(mobiles=(mobile,), zones=("hell",), purpose="Samtykke")
    register.add(inside.ctx, "ola", form)


def written(inside: Inside) -> Draft:
    anne = inside.client("anne")
    assert 'name="whom_zone" value="hell"' in anne.get("/write").text
    assert inside.post(anne, "/write", whom="some", whom_zone="hell", **WORDS).status_code == 303
    (draft,) = drafts.listing(inside.ctx)
    return draft


def test_who_approves_sees_numbers_kroner_and_the_place(mapped: Inside) -> None:
    draft = written(mapped)
    shown = mapped.client("ola").get(f"/drafts/{draft.id}").text
    assert "1 mobil, 0 e-postadresser, 0 adresser uten nummer, 0 reservert" in shown
    assert "0,50 kroner" in shown and 'aria-label="Kart: Hell"' in shown


def test_who_approves_sees_how_many_no_zone_finds(mapped: Inside) -> None:
    register.add(mapped.ctx, "ola", EntryForm(mobiles=("91234569",), purpose="Samtykke"))
    shown = mapped.client("ola").get(f"/drafts/{written(mapped).id}").text
    assert "0 reservert, 1 uten sted, som ingen sone når" in shown


def test_who_came_since_is_fetched_and_told(mapped: Inside) -> None:
    draft = written(mapped)
    ola = mapped.client("ola")
    page = ola.get(f"/drafts/{draft.id}").text
    assert 'class="area-map"' in page and "screens.css" in page, "a map without its style is a black spot"
    enter(mapped, "91234568")
    assert f"/drafts/{draft.id}/renew" in ola.get(f"/drafts/{draft.id}").text
    assert mapped.post(ola, f"/drafts/{draft.id}/approve", seen=str(draft.revision.seen)).status_code == 403
    assert mapped.post(ola, f"/drafts/{draft.id}/renew").status_code == 303
    again = drafts.show(mapped.ctx, draft.id)
    assert "1 er kommet til, 0 er borte" in ola.get(f"/drafts/{draft.id}").text
    done = mapped.post(ola, f"/drafts/{draft.id}/approve", seen=str(again.revision.seen))
    assert done.status_code == 303 and drafts.show(mapped.ctx, draft.id).message_id


def test_a_draft_that_is_opened_again_still_says_to_whom(mapped: Inside) -> None:
    draft = written(mapped)
    form = mapped.client("ola").get(f"/drafts/{draft.id}/edit").text
    assert 'id="whom-some" name="whom" value="some" checked' in form
    assert 'id="tz-hell" name="whom_zone" value="hell" checked' in form


def test_a_drawn_area_that_is_none_is_refused_with_the_words_in_the_form(mapped: Inside) -> None:
    refused = mapped.post(mapped.client("anne"), "/write", whom="some", whom_area="{}", **WORDS)
    assert refused.status_code == 422 and "GeoJSON" in refused.text and "Kok vannet i to minutter." in refused.text
