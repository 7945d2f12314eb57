"""The whole page as a function of its memory, and the one way it is written."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from notifiers.base.places import Places
from notifiers.channels.public_page import html
from notifiers.channels.public_page.cap import alert
from notifiers.channels.public_page.disk import replace_all, sole_writer
from notifiers.channels.public_page.entry import Answers, PublicEntry, Thread, threads
from notifiers.channels.public_page.feed import atom
from notifiers.channels.public_page.memory import (
    About,
    Memory,
    about_file,
    about_files,
    as_json,
    entry_file,
    recall,
    recall_about,
)
from notifiers.channels.public_page.words import ANSWERS, Voice, said, site_name, voice
from schemas.drafts.own_words import Words


def write_empty(
    places: Places, municipality: str = "", language: str = "", words: Words | None = None, timezone: str = ""
) -> None:
    """Let the address answer before the first message. A page that has messages is kept and mended, its subfolders' pages and the
    sandbox' too.

    `municipality` is remembered for the heading, `language` for the page's own words until a message has one,
    `words` for what the municipality says in its own way, and `timezone` for its clock. Raises `OSError`.
    """
    said = {"municipality": municipality, "language": language, "words": words, "timezone": timezone}
    known = {name: value for name, value in said.items() if value} | {"signup_url": places.signup_url}
    main = _speak(places.public, places.public_url, lambda own: own.model_copy(update=known))
    for root in _others(places):
        _speak(root, address(places, root), lambda own: own.speaking_as(main))


def _others(places: Places) -> list[Path]:
    """Pages that have begun, but for the main one."""
    sandbox = places.sandbox / "public"
    found = [sandbox, *(file.parent for root in (places.public, sandbox) for file in about_files(root))]
    return [root for root in found if about_file(root).exists()]


def _speak(root: Path, base_url: str, change: Callable[[About], About]) -> About:
    with sole_writer(root):
        memory = recall(root)
        about = change(memory.about or About(opened_at=_now()))
        write(root, base_url, memory.model_copy(update={"about": about}))
        return about


def address(places: Places, root: Path) -> str:
    """Where `root` is served, without a slash at the end; the sandbox is served nowhere."""
    if root.is_relative_to(places.sandbox):
        return root.absolute().as_uri()
    return f"{places.public_url}/{root.relative_to(places.public).as_posix().strip('.')}".rstrip("/")


def about_page(places: Places, memory: Memory) -> About:
    """What a page says of itself is what the main page says, as far as that is known."""
    own, main = memory.about or About(opened_at=_now()), recall_about(places.public)
    return own.speaking_as(main) if main else own


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
    every = threads(entries)
    found, answers = [one for one in every if not one.is_answer], Answers.among(every)
    spoken = voice(
        about.words,
        every[0].current.language if every else "",
        about.language,
        timezone=about.timezone,
        signup_url=about.signup_url,
    )
    name = about.municipality or next(filter(None, map(_municipality, every)), "")
    return {
        root / "style.css": html.style_sheet(),
        **_alerts(root, base_url, entries, ZoneInfo(about.timezone)),
        **_message_pages(root, every, name, spoken),
        root / "feed.atom": atom(every, site_name(name, spoken), base_url, about.opened_at, spoken.lang),
        root / "sporsmal.html": html.answers_page(answers, name, spoken),
        root / "sporsmal.atom": atom(
            [one for one in every if one.is_answer],
            said(ANSWERS, spoken),
            base_url,
            about.opened_at,
            spoken.lang,
            "sporsmal",
        ),
        root / "arkiv.html": html.archive_page(found, name, spoken),
        root / "stille.html": html.front_page(found, name, spoken, answers=answers.hold, reloads=False),
        root / "index.html": html.front_page(found, name, spoken, answers=answers.hold, reloads=True),
    }


def _alerts(root: Path, base_url: str, entries: Sequence[PublicEntry], zone: ZoneInfo) -> dict[Path, bytes]:
    return {
        root / "cap" / f"{cap.identifier}.xml": alert(entry, cap, message_url(base_url, entry.message_id), zone)
        for entry in entries
        if (cap := entry.cap)
    }


def _message_pages(root: Path, found: Sequence[Thread], name: str, spoken: Voice) -> dict[Path, bytes]:
    return {
        root / "m" / f"{entry.message_id}.html": html.message_page(thread, name, spoken)
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
