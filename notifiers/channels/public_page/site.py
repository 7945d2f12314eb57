"""The whole page as a function of its memory, and the one way it is written."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from notifiers.base.plugin import Places
from notifiers.channels.public_page import html
from notifiers.channels.public_page.cap import alert
from notifiers.channels.public_page.disk import replace_all, sole_writer
from notifiers.channels.public_page.entry import PublicEntry, Thread, threads
from notifiers.channels.public_page.feed import atom
from notifiers.channels.public_page.memory import About, Memory, about_file, as_json, entry_file, recall
from notifiers.channels.public_page.words import site_name, spoken


def write_empty(places: Places, municipality: str = "", language: str = "") -> None:
    """Let the address answer before the first message. A page that has messages is kept and mended.

    `municipality` is remembered for the heading, `language` for the page's own words until a message has one. Raises `OSError`.
    """
    root = places.public
    with sole_writer(root):
        about = recall(root).about or About(opened_at=_now())
        about = about.model_copy(
            update={"municipality": municipality or about.municipality, "language": language or about.language}
        )
        replace_all({about_file(root): as_json(about)})
        write(root, places.public_url, recall(root))


def write(root: Path, base_url: str, memory: Memory, new: PublicEntry | None = None) -> None:
    """Remember `new` and bring every file up to date. Only for the sole writer. Raises `OSError`.

    The entry's own file is moved into place first and the front page last: a writer that is killed
    in between leaves a page that the next one completes.
    """
    about = memory.about or About(opened_at=_now())
    entries = (*memory.entries, new) if new else memory.entries
    first = {entry_file(root, new): as_json(new)} if new else {}
    files = {about_file(root): as_json(about), **first, **pages(root, base_url, about, entries)}
    replace_all({path: data for path, data in files.items() if not _is(path, data)})


def outdated(root: Path, base_url: str, memory: Memory) -> list[Path]:
    """Files that are not what the memory says they should be. Raises `OSError`."""
    about = memory.about or About(opened_at=_now())
    wanted = pages(root, base_url, about, memory.entries)
    return [path for path, data in wanted.items() if not _is(path, data)]


def pages(root: Path, base_url: str, about: About, entries: Sequence[PublicEntry]) -> dict[Path, bytes]:
    """Every file that is made of the entries, in the order in which they must be written."""
    found = threads(entries)
    lang = spoken(found[0].current.language if found else "", about.language)
    name = about.municipality or next(filter(None, map(_municipality, found)), "")
    return {
        root / "style.css": html.style_sheet(),
        **_alerts(root, base_url, entries),
        **_message_pages(root, found, name, lang),
        root / "feed.atom": atom(found, site_name(name, lang), base_url, about.opened_at, lang),
        root / "arkiv.html": html.archive_page(found, name, lang),
        root / "stille.html": html.front_page(found, name, lang, reloads=False),
        root / "index.html": html.front_page(found, name, lang, reloads=True),
    }


def _alerts(root: Path, base_url: str, entries: Sequence[PublicEntry]) -> dict[Path, bytes]:
    return {
        root / "cap" / f"{cap.identifier}.xml": alert(entry, cap, message_url(base_url, entry.message_id))
        for entry in entries
        if (cap := entry.cap)
    }


def _message_pages(root: Path, found: Sequence[Thread], name: str, lang: str) -> dict[Path, bytes]:
    return {
        root / "m" / f"{entry.message_id}.html": html.message_page(thread, name, lang)
        for thread in found
        for entry in thread.entries
    }


def message_url(base_url: str, message_id: str) -> str:
    return f"{base_url}/m/{message_id}.html"


def _municipality(thread: Thread) -> str:
    return thread.current.facts.get("municipality", "")


def _is(path: Path, data: bytes) -> bool:
    """Whether the file can stay. An issued CAP file always can: whoever fetched it must find it unchanged."""
    if not path.exists():
        return False
    return path.parent.name == "cap" or path.read_bytes() == data


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
