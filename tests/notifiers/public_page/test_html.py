"""The pages as a browser, a screen reader, a thin line and an attacker meet them."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from notifiers.channels.public_page import PublicPage, write_empty
from notifiers.channels.public_page.html import paragraphs
from tests.notifiers.public_page.scenes import message, page_in

HOSTILE = [
    "<script>alert(1)</script>",
    "</title></head><img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    'Tom & Jerry\'s "vann" <b>',
    "javascript:alert(1)",
    'https://x.example/"onmouseover=alert(1)',
    "🚰👩‍👩‍👧‍👦 vann",
    "\u202eمرحبا بالعالم\u202c",
    "]]>",
    "{{ 7*7 }}",
    "\x00\x08\x1b[31m",
    "&lt;p&gt;",
]


@pytest.fixture
def busy(page: PublicPage) -> PublicPage:
    page.deliver(message("m-1"))
    page.deliver(message("m-2", "correction", "m-1"))
    page.deliver(message("m-3"))
    page.deliver(message("m-4", "retraction", "m-3"))
    page.deliver(message("m-5"))
    page.deliver(message("m-6", "all_clear", "m-5"))
    return page


def every_page(page: PublicPage) -> list[tuple[str, html.HtmlElement]]:
    return [(str(path), html.fromstring(path.read_bytes())) for path in page.root.rglob("*.html")]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(page: PublicPage, text: str) -> None:
    facts = {"headline": text, "municipality": text, "next_update": text, "instruction": text, "area": text}
    page.deliver(message("m-1", title=text, text=f"Et {text} to", facts=facts))
    for name, tree in every_page(page):
        assert not tree.xpath("//script | //img | //svg | //b"), name
        assert not [key for node in tree.iter() for key in node.attrib if key.startswith("on")], name
        assert not tree.xpath("//a[starts-with(@href, 'javascript')]"), name
    seen = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text).strip()
    assert seen in html.fromstring((page.root / "m/m-1.html").read_bytes()).xpath("string(//h1)")


def test_landmarks_headings_and_language(busy: PublicPage) -> None:
    for name, tree in every_page(busy):
        assert tree.get("lang") == "nb", name
        for tag in ("main", "header", "footer", "h1", "title"):
            assert len(tree.findall(f".//{tag}")) == 1, (name, tag)
        assert tree.xpath("string(//body/*[1]/@href)") == "#" + tree.xpath("string(//main/@id)"), name
        levels = [int(str(node.tag)[1]) for node in tree.iter("h1", "h2", "h3", "h4")]
        assert levels[0] == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        assert set(tree.xpath("//@aria-labelledby")) <= set(ids), name


def test_nothing_is_fetched_from_elsewhere_and_every_link_leads_somewhere(busy: PublicPage) -> None:
    for name, tree in every_page(busy):
        assert not tree.xpath("//script | //iframe | //@style | //style"), name
        for target in tree.xpath("//link/@href | //a/@href"):
            if not target.startswith(("#", "tel:", "data:,")):
                assert (Path(name).parent / target.partition("#")[0]).is_file(), (name, target)
    assert not re.search(r"url\(|@import|http", (busy.root / "style.css").read_text())


def test_only_the_front_page_loads_itself_again(busy: PublicPage) -> None:
    refresh = "//meta[@http-equiv='refresh'][@content='60']"
    refreshing = {name for name, tree in every_page(busy) if tree.xpath(refresh)}
    assert refreshing == {str(busy.root / "index.html")}
    still = html.fromstring((busy.root / "stille.html").read_bytes())
    loud = html.fromstring((busy.root / "index.html").read_bytes())
    assert [part.text_content() for part in still.iter("article")] == [
        part.text_content() for part in loud.iter("article")
    ]
    assert loud.xpath("//main//a[@href='stille.html']")


def test_the_front_page_stays_light(page: PublicPage) -> None:
    for number in range(60):
        page.deliver(message(f"m-{number}", title=f"Melding {number}", text="Vann & strøm. " * 60))
    page.deliver(message("m-lang", title="Den lange", text="Hele teksten står her. " * 800))
    page.deliver(message("m-rettet", "correction", "m-lang", text="Rettet tekst. " * 800 + "SLUTT"))
    data = (page.root / "index.html").read_bytes()
    tree = html.fromstring(data)
    assert len(data) < 50_000
    assert "SLUTT" in tree.text_content(), "the newest is there to the end"
    assert tree.xpath("//a[@href='m/m-rettet.html#historikk']") and tree.xpath("//a[@href='arkiv.html']")
    archive = html.fromstring((page.root / "arkiv.html").read_bytes())
    assert len(archive.xpath("//main//li")) == 61


def test_the_empty_page_says_that_nothing_is_going_on(tmp_path: Path) -> None:
    page = page_in(tmp_path)
    write_empty(page.places, "Stjørdal kommune")
    tree = html.fromstring((page.root / "index.html").read_bytes())
    assert "Ingen pågående krisemeldinger" in tree.text_content()
    assert tree.xpath("string(//h1)") == "Kriseinformasjon fra Stjørdal kommune"
    assert {path.name for path in page.root.glob("*.*")} >= {"style.css", "feed.atom", "arkiv.html"}


def test_starting_again_keeps_what_was_published(busy: PublicPage) -> None:
    (busy.root / "index.html").unlink()
    write_empty(busy.places)
    assert len(list(html.fromstring((busy.root / "index.html").read_bytes()).iter("article"))) == 3


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    full = colour[1:] if len(colour) == 7 else "".join(letter * 2 for letter in colour[1:])
    shares = [int(full[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_text_colour_has_the_contrast_wcag_demands(page: PublicPage) -> None:
    write_empty(page.places)
    css = (page.root / "style.css").read_text()
    named: dict[str, str] = dict(re.findall(r"--(\w+): (#\w+)", css))
    css = re.sub(r"var\(--(\w+)\)", lambda found: named[found[1]], css)
    colours = re.compile(r"(?<![-\w])(color|background): (#\w+)")
    rules = [named | dict(colours.findall(rule)) for rule in re.findall(r"{([^{}]*)}", css)]
    pairs = {(rule.get("color", rule["ink"]), rule.get("background", rule["paper"])) for rule in rules}
    pairs |= {(named["blue"], named["wash"]), (named["quiet"], named["wash"]), (named["blue"], "#fdf4e7")}
    assert len(pairs) > 6
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


@given(st.text(max_size=300))
def test_paragraphs_lose_no_word(text: str) -> None:
    shown = " ".join(line for block in paragraphs(text) for line in block)
    assert shown.split() == text.split()


def test_the_page_to_sign_up_is_linked_where_there_is_one(tmp_path: Path) -> None:
    """Also on pages that are there already, once the setting is made, and no longer once it is taken away."""
    page, there = page_in(tmp_path), "https://varsling.kk.example"
    page.deliver(message("m-1"))

    def linked() -> set[bool]:
        return {bool(tree.xpath(f"//nav//a[starts-with(@href, '{there}/')]")) for _, tree in every_page(page)}

    assert linked() == {False}
    write_empty(page.places.model_copy(update={"signup_url": there}))
    assert linked() == {True}
    write_empty(page.places)
    assert linked() == {False}
