"""The municipality's crest stands in the bar and at the login: the file's own drawing, which can do nothing but be looked at."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from schemas.errors import ConfigInvalid
from tests.config.good_file import GOOD
from tests.desk.web.inside import Inside

CREST = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 10"><path d="M0 0h8v6l-4 4-4-4z" fill="#036"/></svg>'


def test_it_is_shown_and_kept_by_the_browser(inside: Inside) -> None:
    organisation = inside.ctx.municipality.organisation.model_copy(update={"crest": CREST})
    town = inside.ctx.municipality.model_copy(update={"organisation": organisation})
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=town))
    inside.reopen()
    for client, path in ((inside.client(), "/login"), (inside.client("ola"), "/")):
        page = client.get(path).text
        address = page.partition('<img class="crest" src="')[2].partition('"')[0]
        drawn = client.get(address)
        assert drawn.text == CREST and drawn.headers["content-type"] == "image/svg+xml"
        assert drawn.headers["content-security-policy"].startswith("sandbox;")
        assert "immutable" in drawn.headers["cache-control"]


def test_without_one_the_name_stands_alone(inside: Inside) -> None:
    client = inside.client("ola")
    assert 'class="crest"' not in client.get("/").text and "Prøve kommune" in client.get("/").text
    assert client.get("/crest").status_code == 404


@pytest.mark.parametrize(
    "written",
    [
        "vapen.svg",
        "<svg viewBox='0 0 8 10'/>",
        CREST.replace("viewBox", "box"),
        CREST.removesuffix("</svg>"),
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" + CREST,
    ],
)
def test_what_is_no_drawing_is_a_mistake_of_the_file(tmp_path: Path, written: str) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(GOOD.replace("  timezone:", f"  crest: |\n    {written}\n  timezone:"), encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        load_municipality(path, PLATFORMS)
    assert [p.where for p in caught.value.problems] == ["organisation.crest"]
    path.write_text(GOOD.replace("  timezone:", f"  crest: |\n    {CREST}\n  timezone:"), encoding="utf-8")
    assert load_municipality(path, PLATFORMS).organisation.crest == CREST + "\n"
