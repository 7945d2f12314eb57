"""Atom (RFC 4287): one entry a thread; its id never changes, its updated time always does."""

from datetime import datetime
from zoneinfo import ZoneInfo

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator
from lxml import etree
from markupsafe import Markup

from notifiers.channels.public_page.entry import PublicEntry, Thread

_DAY_OF_ID = ZoneInfo("Europe/Oslo")
"""Whatever the municipality's clock is or becomes: an id never changes."""
_PAGE = {"feed": "index"}
LONGEST = 50
"""Threads in the feed; readers keep what they have fetched."""


class Links(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """Links of an entry, with `rel` and `type`: feedgen 1.0.0 itself drops both from entry links."""

    def __init__(self) -> None:
        self.links: list[dict[str, str]] = []

    def add(self, href: str, rel: str, media_type: str) -> None:
        self.links.append({"href": href, "rel": rel, "type": media_type})

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        for link in self.links:
            etree.SubElement(entry, "link", link)
        return entry


def atom(threads: list[Thread], name: str, base_url: str, opened_at: datetime, lang: str, file: str = "feed") -> bytes:
    """`threads` newest first; `opened_at` dates the feed while it is empty; `file` is its name, and that of its page."""
    feed = FeedGenerator()
    feed.id(f"{base_url}/{file}.atom")
    feed.title(name)
    feed.author(name=name)
    feed.language(lang if lang == "en" else f"{lang}-NO")
    feed.link(href=f"{base_url}/{file}.atom", rel="self", type="application/atom+xml")
    feed.link(href=f"{base_url}/{_PAGE.get(file, file)}.html", rel="alternate", type="text/html")
    feed.updated(threads[0].updated_at if threads else opened_at)
    for thread in threads[:LONGEST]:
        feed.add_entry(_entry(thread, base_url), order="append")
    return bytes(feed.atom_str(pretty=True))


def _entry(thread: Thread, base_url: str) -> FeedEntry:
    current = thread.current
    entry = FeedEntry()
    entry.id(stable_id(thread))
    entry.title(current.title)
    entry.updated(thread.updated_at)
    entry.published(thread.first.published_at)
    if current.versions:
        entry.content(_in_every_language(current), type="html")
    else:
        entry.content(current.text or current.title, type="text")
    entry.register_extension("links", Links, rss=False)
    entry.links.add(f"{base_url}/m/{current.message_id}.html", "alternate", "text/html")
    if current.cap:
        entry.links.add(f"{base_url}/cap/{current.cap.identifier}.xml", "related", "application/cap+xml")
    return entry


def _in_every_language(current: PublicEntry) -> str:
    """Text alone cannot say where another language begins (RFC 4287, 3.1.1.2)."""
    texts = [(current.language, "", current.text), *((v.language, v.title, v.text) for v in current.versions)]
    part = Markup('<div lang="{}">{}{}</div>')
    head, line = Markup("<h2>{}</h2>"), Markup("<p>{}</p>")
    return "".join(
        part.format(lang, head.format(title) if title else "", Markup("").join(map(line.format, _paragraphs(text))))
        for lang, title, text in texts
    )


def _paragraphs(text: str) -> list[Markup]:
    return [Markup("<br>").join(block.split("\n")) for block in text.split("\n\n") if block.strip()]


def stable_id(thread: Thread) -> str:
    """A tag URI (RFC 4151): the first message's id under the host and the day it was first published."""
    return f"tag:{thread.first.host},{thread.first.published_at.astimezone(_DAY_OF_ID):%Y-%m-%d}:{thread.id}"
