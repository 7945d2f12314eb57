"""An area drawn on a map: by finger, by keyboard, without tiles, without scripts; and where it goes."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
import shapely
from playwright.sync_api import Page, Route, expect
from shapely.geometry import shape

from schemas.map_tiles import MapTiles
from store.crises import find
from tests.desk.web.conftest import Enter, picture
from tests.desk.web.inside import Inside
from tests.desk.web.test_accessible import violations
from tests.journeys.town import FILE, Town
from tests.policy.test_areas import TOWN
from tests.servers.mastodon import MastodonServer
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer
from tests.servers.web import WebTown, web_town

SQUARE = {"type": "Polygon", "coordinates": [[[10.3, 63.3], [10.5, 63.3], [10.5, 63.5], [10.3, 63.5], [10.3, 63.3]]]}
CROSSED = {"type": "Polygon", "coordinates": [[[10.3, 63.3], [10.5, 63.5], [10.5, 63.3], [10.3, 63.5], [10.3, 63.3]]]}
WORDS = {"title": "Vann", "what": "Bakterier", "where": "Lånke", "severity": "Severe"}
TILES = "https://fliser.example"
ON_THE_MAP = f"""\
outline: {json.dumps(TOWN.outline.model_dump() if TOWN.outline else None)}
zones: {json.dumps([zone.model_dump() for zone in TOWN.zones])}
map_tiles: {{address: "{TILES}/{{z}}/{{x}}/{{y}}.png", attribution: "© Kart <b>& co</b>"}}
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def test_what_is_put_into_the_field_is_read_back_drawn_and_kept(inside: Inside) -> None:
    kari = inside.client("kari")
    look = inside.post(kari, "/crisis/new", area=json.dumps(SQUARE), **WORDS).text
    assert 'aria-label="Kart: et tegnet område"' in look and '<polygon class="chosen"' in look
    assert inside.post(kari, "/crisis/new", area=json.dumps(SQUARE), sure="yes", **WORDS).status_code == 303
    (crisis,) = find.listing(inside.ctx)
    assert crisis.area is not None and crisis.area.model_dump(mode="json") == SQUARE
    assert '<polygon class="chosen"' in kari.get("/").text


@pytest.mark.parametrize(
    "drawn",
    ["ikke geojson", json.dumps(CROSSED), json.dumps({"type": "Point"}), "[" * 5000],
    ids=["words", "crossed", "point", "deep"],
)
@pytest.mark.parametrize("sure", ["", "yes"])
def test_what_is_no_area_is_refused_and_nothing_typed_is_lost(inside: Inside, drawn: str, sure: str) -> None:
    refused = inside.post(inside.client("kari"), "/crisis/new", area=drawn, sure=sure, **WORDS)
    assert refused.status_code == 422 and "tegne" in refused.text.casefold()
    assert "Bakterier" in refused.text and find.listing(inside.ctx) == []


def test_the_land_is_for_those_who_are_logged_in(inside: Inside) -> None:
    town = inside.ctx.municipality.model_copy(update={"outline": TOWN.outline, "zones": TOWN.zones})
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=town))
    inside.reopen()
    assert inside.client().get("/land").status_code in (303, 401, 403)
    land = inside.client("anne").get("/land").json()
    assert [each["properties"]["name"] for each in land["features"]] == ["", "Hell", "Elv"] and land["tiles"] is None


def test_pictures_come_from_the_tiles_alone(inside: Inside) -> None:
    kari = inside.client("kari")
    assert "img-src 'self' data:;" in kari.get("/crisis/new").headers["content-security-policy"]
    tiles = MapTiles(address=TILES + "/{z}/{x}/{y}.png", attribution="Kart")
    town = inside.ctx.municipality.model_copy(update={"map_tiles": tiles})
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=town))
    inside.reopen()
    assert (
        f"img-src 'self' data: {TILES};" in inside.client("kari").get("/crisis/new").headers["content-security-policy"]
    )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebTown]:
    """The desk of a municipality that is on the map."""
    with SmtpServer() as smtp, MastodonServer() as mastodon, Recorder() as webhook:
        town = Town(tmp_path_factory.mktemp("town"), smtp, mastodon, webhook)
        (town.data / "town.yaml").write_text(FILE + ON_THE_MAP, encoding="utf-8")
        with web_town(town) as made:
            yield made


@pytest.mark.slow
@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("tiles", [True, False])
def test_an_area_is_drawn_corner_by_corner(web: WebTown, enter: Enter, size: str, tiles: bool) -> None:
    """Where the tiles' server does not answer, the outline and the zones are there all the same."""
    kari, asked = enter("kari", size), list[str]()

    def tile(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png") if tiles else route.abort()

    refused = list[str]()
    kari.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    kari.route(TILES + "/**", tile)
    begun(kari)
    land = kari.locator(".land")
    expect(land.locator("path.outline")).to_have_count(1)
    expect(land.locator("path.zone")).to_have_count(2)
    assert land.get_by_text("© Kart <b>& co</b>").count() == 1, "whoever drew the tiles is named, in plain text"
    for x, y in ((80, 60), (220, 60), (220, 200), (80, 200)):
        land.click(position={"x": x, "y": y})
    expect(kari.locator(".draw [role=status]")).to_have_text("Hjørner: 4")
    drawn = shape(json.loads(kari.input_value("#f-area")))
    assert drawn.is_valid and len(drawn.exterior.coords) == 5 and shapely.is_ccw(drawn.exterior)
    picture(kari, f"map-{size}-{'tiles' if tiles else 'no-tiles'}")
    assert violations(kari) == []
    kari.click("[data-deed=undo]")
    assert len(json.loads(kari.input_value("#f-area"))["coordinates"][0]) == 4
    kari.click("button:has-text('Se over')")
    expect(kari.locator(".area-map polygon.chosen")).to_have_count(1)
    picture(kari, f"map-sure-{size}-{'tiles' if tiles else 'no-tiles'}")
    kari.click("button[value=yes]")
    expect(kari.locator("h1")).to_have_text("Vann")
    opened = web.ctx()
    (crisis,) = find.listing(opened.ctx)
    opened.ctx.engine.dispose()
    assert crisis.area is not None and len(crisis.area.coordinates[0]) == 4
    assert asked and refused == []


@pytest.mark.slow
def test_by_keyboard_alone(web: WebTown, enter: Enter) -> None:
    """The map is moved by arrows, and a corner set where the cross is."""
    kari = enter("kari", "desktop")
    kari.route(TILES + "/**", lambda route: route.abort())
    begun(kari, by_keyboard=True)
    for arrow in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        kari.locator(".land").focus()
        kari.keyboard.press(arrow)
        kari.wait_for_timeout(600)
        kari.focus("[data-deed=corner]")
        kari.keyboard.press("Enter")
    drawn = shape(json.loads(kari.input_value("#f-area")))
    assert drawn.is_valid and len(drawn.exterior.coords) == 4 and drawn.area > 0
    kari.focus("[data-deed=clear]")
    kari.keyboard.press("Enter")
    assert kari.input_value("#f-area") == ""


def begun(page: Page, *, by_keyboard: bool = False) -> None:
    page.goto("/crisis/new")
    page.fill("#f-title", "Vann")
    page.fill("#f-what", "Bakterier")
    page.fill("#f-where", "Ved elva")
    button = page.locator("[data-part=begin] button")
    if by_keyboard:
        button.focus()
        page.keyboard.press("Enter")
    else:
        button.click()
    expect(page.locator(".land path.chosen")).to_have_count(1)
