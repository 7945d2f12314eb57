"""The approver sees the file itself in a browser, on a phone and on a desktop, with and without scripts."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from config.pdf.real import pdf
from tests.desk.web.conftest import Enter, picture
from tests.desk.web.test_accessible import violations
from tests.servers.web import WebTown

FILM = Path(__file__).parents[2] / "attacks" / "files" / "film.mp4"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def photograph(folder: Path) -> Path:
    """As a phone takes it: large, and turned by what its EXIF says."""
    drawn = Image.new("RGB", (4000, 3000), "lightblue")
    ImageDraw.Draw(drawn).ellipse((500, 500, 2500, 2500), fill="darkgreen")
    exif = Image.Exif()
    exif[0x0112] = 6
    paper = io.BytesIO()
    drawn.save(paper, "JPEG", exif=exif)
    path = folder / "kart.jpg"
    path.write_bytes(paper.getvalue())
    return path


def document(folder: Path) -> Path:
    path = folder / "plan.pdf"
    path.write_bytes(pdf("<h1>Vannposter</h1><p>Torget fra klokka 14.</p>"))
    return path


@pytest.mark.parametrize(
    ("size", "scripts"),
    [("desktop", True), ("phone", True), ("phone", False)],
    ids=["desktop", "phone", "phone-without-scripts"],
)
def test_the_approver_sees_the_picture_and_the_document(
    web: WebTown, enter: Enter, tmp_path: Path, size: str, scripts: bool
) -> None:
    asked = ("--title", "Vannbrudd", "--what", "Bakterier", "--where", "Lånke", "--severity", "severe")
    web.town.ok("crisis", "establish", *asked, as_="kari")
    files = ("--media", str(photograph(tmp_path)), "--alt", "Kart: grønt er stengt område rundt Lånke skole og kirke")
    more = (
        "--media",
        str(FILM),
        "--alt",
        "Film av vannposten",
        "--media",
        str(document(tmp_path)),
        "--alt",
        "Plan for vannposter",
    )
    words = ("--title", "Kok vannet", "--text", "Kok alt drikkevann.", "--account", "skjerm", "--account", "side")
    draft = web.town.ok("draft", "new", *words, *files, *more, "--submit", as_="anne")
    ola = enter("ola", size, scripts)
    with ola.expect_event("requestfinished", lambda asked: asked.resource_type == "media"):
        ola.goto(f"/drafts/{draft['id']}")
    shown = ola.locator(".file img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", True) if scripts else shown.scroll_into_view_if_needed()
    box = shown.bounding_box()
    assert box and box["width"] >= 300 and box["height"] > box["width"], "large, and upright"
    assert ola.evaluate("document.documentElement.scrollWidth <= window.innerWidth") if scripts else True
    picture(ola, f"approver-sees-{size}{'' if scripts else '-no-js'}")
    if scripts:
        expect(ola.locator("video")).to_have_js_property("videoWidth", 160)
        assert violations(ola) == []
    ola.click("button:has-text('Publiser i 2 kanaler')")
    expect(ola.locator("#board")).to_be_visible()
    assert web.town.ok("draft", "show", draft["id"])["message_id"]
