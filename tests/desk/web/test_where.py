"""“Where?” answered with the municipality's zones: on the desk, on the public page, and in CAP."""

import re
from dataclasses import replace
from html import unescape

import pytest
from lxml import etree

from flows.steps.deliver import start_message
from schemas.crises.proposal import ProposalRequest
from schemas.drafts.content import Content
from schemas.errors import InvalidInput
from store.approvals import approvals
from store.crises import find, lifecycle, proposals
from store.drafts import drafts
from store.messages import messages
from tests.cast import request
from tests.desk.web.inside import Inside
from tests.policy.test_areas import TOWN, zone

GIVEN = {"title": "Vann", "what": "Bakterier", "where": "", "severity": "Severe"}


@pytest.fixture
def mapped(inside: Inside) -> Inside:
    """The desk of a municipality that has drawn its zones."""
    town = inside.ctx.municipality.model_copy(update={"outline": TOWN.outline, "zones": TOWN.zones})
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=town))
    inside.reopen()
    return inside


@pytest.mark.parametrize("exercise", [False, True])
def test_zones_are_chosen_read_back_and_kept(mapped: Inside, exercise: bool) -> None:
    kari, path = mapped.client("kari"), "/exercise/new" if exercise else "/crisis/new"
    form = kari.get(path).text
    assert form.count('name="zone"') == 2 and 'class="area-map"' in form and " style=" not in form
    look = mapped.post(kari, path, zone="hell", **GIVEN).text
    assert 'aria-label="Kart: Hell"' in look and '<input type="hidden" name="zone" value="hell">' in look
    assert "<dd>Hell</dd>" in look, "the words are the names where nothing else is said"
    assert mapped.post(kari, path, zone="hell", sure="yes", **GIVEN | {"where": "Hell"}).status_code == 303
    (crisis,) = find.listing(mapped.ctx)
    assert crisis.zones == ("hell",) and crisis.where == "Hell"
    assert 'class="area-map"' in kari.get("/").text


def test_neither_words_nor_zones_is_no_place(mapped: Inside) -> None:
    refused = mapped.post(mapped.client("kari"), "/crisis/new", **GIVEN)
    assert refused.status_code == 422 and find.listing(mapped.ctx) == []
    unknown = mapped.post(mapped.client("kari"), "/crisis/new", zone="mars", sure="yes", **GIVEN | {"where": "Mars"})
    assert unknown.status_code == 422 and find.listing(mapped.ctx) == []


def test_a_municipality_without_zones_asks_in_words(inside: Inside) -> None:
    form = inside.client("kari").get("/crisis/new").text
    assert 'name="zone"' not in form and "area-map" not in form and 'id="f-where" name="where"' in form


def test_the_public_page_draws_it_and_cap_has_the_polygon(mapped: Inside) -> None:
    beside = zone("x", [[10.6, 63.6], [10.7, 63.6], [10.7, 63.7], [10.6, 63.6]]).geometry
    asked = request().model_copy(update={"zones": ("hell",), "area": beside, "where": "Hell"})
    crisis = lifecycle.establish(mapped.ctx, "kari", asked)
    draft = drafts.new(mapped.ctx, "anne", crisis.id, Content(title="Kok vannet", body="Kok vannet."), ["side"])
    draft = drafts.submit(mapped.ctx, "anne", draft.id)
    message = approvals.approve(mapped.ctx, "ola", draft.id, draft.revision.seen)
    rendering = messages.shown(mapped.ctx, message.id)["side"]
    assert rendering.facts["polygons"].startswith("63.20000,10.20000 ")
    _out(mapped, message.id)
    page = (mapped.settings.public_dir / "index.html").read_text(encoding="utf-8")
    assert page.count('<polygon class="chosen"') == 2 and '<polygon class="outline"' in page and "Kart: Hell" in page
    (file,) = (mapped.settings.public_dir / "cap").glob("*.xml")
    polygons = [found.text for found in etree.parse(file).findall(".//{*}area/{*}polygon")]
    assert polygons == rendering.facts["polygons"].splitlines() and len(polygons) == 2, "the zone, and what was drawn"
    (area,) = etree.parse(file).findall(".//{*}area")
    order = [etree.QName(each).localname for each in area]
    assert order.index("areaDesc") < order.index("polygon") < order.index("geocode"), "CAP 1.2, 3.2.4"


def _out(inside: Inside, message_id: str) -> None:
    """As the worker carries it."""
    worker = inside.worker()
    start_message(worker, message_id)
    worker.hands.wait()


def test_what_an_alert_has_drawn_is_offered_and_kept(mapped: Inside) -> None:
    """And it can be changed, or taken away, before anything is set up."""
    square = ((10.9, 63.4), (11.0, 63.4), (11.0, 63.5), (10.9, 63.5), (10.9, 63.4))
    asked = ProposalRequest.model_validate(
        GIVEN
        | {"where": "Lånke", "source": "MET", "identifier": "a", "area": {"type": "Polygon", "coordinates": [square]}}
    )
    proposal = proposals.propose(mapped.ctx, "system", asked, "https://desk.kk.example")
    assert proposal.area == asked.area
    kari = mapped.client("kari")
    form = kari.get(f"/crisis/new?proposal={proposal.id}").text
    offered = re.search(r'id="f-area"[^>]*>([^<]+)<', form)
    assert offered and 'class="chosen"' in form.partition('class="area-map"')[2]
    words = GIVEN | {"where": "Lånke", "proposal": proposal.id, "area": unescape(offered[1])}
    assert mapped.post(kari, "/crisis/new", sure="yes", **words).status_code == 303
    (crisis,) = find.listing(mapped.ctx)
    assert crisis.area == asked.area


def test_followed_as_it_is_it_has_the_alerts_area(mapped: Inside) -> None:
    crossed = {"type": "Polygon", "coordinates": [[(0, 60), (1, 61), (1, 60), (0, 61), (0, 60)]]}
    asked = ProposalRequest.model_validate(
        GIVEN | {"where": "Lånke", "source": "MET", "identifier": "a", "area": crossed}
    )
    with pytest.raises(InvalidInput, match="crosses itself"):
        proposals.propose(mapped.ctx, "system", asked, "https://desk.kk.example")
    drawn = asked.model_copy(update={"area": TOWN.zones[0].geometry})
    proposal = proposals.propose(mapped.ctx, "system", drawn, "https://desk.kk.example")
    assert proposals.follow(mapped.ctx, "kari", proposal.id).area == TOWN.zones[0].geometry
