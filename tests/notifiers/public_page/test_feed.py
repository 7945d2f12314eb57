"""The Atom feed as a feed reader sees it."""

from datetime import datetime

from lxml import etree

from notifiers.channels.public_page import PublicPage, write_empty
from tests.notifiers.public_page.scenes import URL, message

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(page: PublicPage) -> etree._Element:
    return etree.fromstring((page.root / "feed.atom").read_bytes())


def entries(page: PublicPage) -> list[dict[str, str | None]]:
    names = ("id", "title", "updated", "published", "content")
    found = feed(page).iter(f"{ATOM}entry")
    return [{name: entry.findtext(ATOM + name) for name in names} for entry in found]


def test_a_correction_keeps_the_id_and_moves_updated(page: PublicPage) -> None:
    page.deliver(message("m-1", text="Feil."))
    (before,) = entries(page)
    page.deliver(message("m-2", "correction", "m-1", text="Riktig."))
    (after,) = entries(page)
    assert after["id"] == before["id"] and after["published"] == before["published"]
    assert datetime.fromisoformat(after["updated"] or "") > datetime.fromisoformat(before["updated"] or "")
    assert after["content"] == "Riktig."


def test_entries_point_at_page_and_cap_file(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    found = feed(page).findall(f"{ATOM}entry/{ATOM}link")
    links = {link.get("rel"): (link.get("type"), link.get("href")) for link in found}
    assert links == {
        "alternate": ("text/html", f"{URL}/m/m-1.html"),
        "related": ("application/cap+xml", f"{URL}/cap/m-1.xml"),
    }
    assert (page.root / "cap/m-1.xml").exists() and (page.root / "m/m-1.html").exists()


def test_the_feed_has_what_rfc_4287_demands(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    page.deliver(message("m-2"))
    root = feed(page)
    assert root.tag == f"{ATOM}feed" and root.findtext(f"{ATOM}author/{ATOM}name")
    assert all(root.findtext(ATOM + name) for name in ("id", "title", "updated"))
    assert len({entry["id"] for entry in entries(page)}) == 2
    assert root.findtext(f"{ATOM}updated") == max(str(entry["updated"]) for entry in entries(page))


def test_an_original_that_arrives_late_keeps_the_id(page: PublicPage) -> None:
    late = message("m-1")
    page.deliver(message("m-2", "correction", "m-1"))
    (before,) = entries(page)
    page.deliver(late)
    assert [entry["id"] for entry in entries(page)] == [before["id"]]


def test_an_empty_feed_can_be_read(page: PublicPage) -> None:
    write_empty(page.places, "Stjørdal kommune")
    assert entries(page) == [] and feed(page).findtext(f"{ATOM}updated")
