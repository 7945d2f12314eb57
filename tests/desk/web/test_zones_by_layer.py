"""Where zones are ticked, those of a layer stand together under its name, and one of many opens; what was chosen is seen at once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from lxml import html

from schemas.crises.zone import Zone
from schemas.municipality import Municipality
from schemas.recipients.register import EntryForm
from store.crises import lifecycle
from store.recipients import register
from tests.cast import request
from tests.desk.web.inside import Inside
from tests.policy.test_areas import TOWN

ROADS = [f"Fylkesvei {number}" for number in range(13)]


def layered(town: Municipality) -> Municipality:
    """Two zones of no layer, one water zone of a name that another zone has too, and thirteen roads."""
    drawn = TOWN.zones[0].geometry
    water = Zone(id="vann-hell", name="Hell", geometry=drawn, layer="Vannsoner")
    roads = [Zone(id=f"vei-{n}", name=name, geometry=drawn, layer="Veier") for n, name in enumerate(ROADS)]
    return town.model_copy(update={"zones": (*TOWN.zones, water, *roads)})


def by_layer(page: str) -> dict[str, list[str]]:
    """The legend right around each zone, and the zones."""
    found: dict[str, list[str]] = {}
    for box in html.fromstring(page).xpath('//input[@name="zone" or @name="whom_zone"]'):
        (legend,) = box.xpath("ancestor::fieldset[1]/legend")
        (label,) = box.xpath(f'//label[@for="{box.get("id")}"]') if box.get("id") else box.xpath("ancestor::label")
        found.setdefault(legend.text_content().strip(), []).append(label.text_content().strip())
    return found


def opens(page: str) -> bool:
    """Whether the roads stand open."""
    (of_roads,) = html.fromstring(page).xpath('//input[@value="vei-3"]/ancestor::details[1]')
    return of_roads.get("open") is not None


@pytest.fixture
def town(inside: Inside) -> Iterator[Inside]:
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=layered(inside.ctx.municipality)))
    inside.reopen()
    yield inside


@pytest.mark.parametrize(("who", "path"), [("kari", "/crisis/new"), ("ola", "/register"), ("ola", "/register/new"), ("ola", "/write")])  # fmt: skip
def test_the_desk_lists_them_by_layer(town: Inside, who: str, path: str) -> None:
    if path == "/write":
        lifecycle.establish(town.ctx, "kari", request())
    page = town.client(who).get(path).text
    (own, *_), *layers = by_layer(page).items()
    assert [name for name, _ in layers] == ["Vannsoner", "Veier"] and own not in ("Vannsoner", "Veier")
    assert list(by_layer(page).values()) == [["Hell", "Elv"], ["Hell"], ROADS]
    assert not opens(page)


def test_a_layer_of_many_is_open_where_one_of_it_is_chosen(town: Inside) -> None:
    made = register.add(town.ctx, "ola", EntryForm(mobiles=("91234567",), zones=("vei-3",), purpose="Samtykke"))
    page = town.client("ola").get(f"/register/entries/{made.id}").text
    assert opens(page) and html.fromstring(page).xpath('//input[@checked and @name="zone"]/@value') == ["vei-3"]
