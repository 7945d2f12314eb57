"""The pages people read. Every text is escaped by the templates; a channel's own markup is never trusted."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from html import escape

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from notifiers.channels.public_page.entry import Answers, PublicEntry, Thread
from notifiers.channels.public_page.words import Voice, in_words, language_of, said, site_name
from policy.crises import areas
from policy.links import MAIL, find

ROOM = 20_000
"""Bytes of message text on the front page, which must stay light (under 50 kB) when everyone asks for it at
once. The newest message is always there in full; what does not fit is a link to its own page."""
HISTORY_ROOM = 4_000
"""Bytes of earlier wordings below one message on the front page; a longer history is a link."""
OLDER_LINKS = 20
ANSWER_LINKS = 8

_TEMPLATES = Environment(
    loader=PackageLoader("notifiers.channels.public_page"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def front_page(
    threads: Sequence[Thread], municipality: str, spoken: Voice, *, answers: Sequence[Thread] = (), reloads: bool
) -> bytes:
    """`threads` newest first, and `answers` to what many ask, by name alone.

    Nobody should sit with an old page, so it reloads itself each minute; the copy that does not is for
    those whom that disturbs (WCAG 2.1, 2.2.1: a conforming alternate version).
    """
    shown = _fitting(threads)
    older = threads[len(shown) :]
    return _render(
        "index.html",
        municipality,
        spoken,
        up="",
        threads=shown,
        reloads=reloads,
        answers=answers[:ANSWER_LINKS],
        older=older[:OLDER_LINKS],
        archived=len(older) > OLDER_LINKS,
        ongoing=sum(thread.ongoing for thread in threads),
        updated_at=threads[0].updated_at if threads else None,
    )


def answers_page(answers: Answers, municipality: str, spoken: Voice) -> bytes:
    """What many ask, with the answer that holds now, the newest first; under a heading of their own those of what is over."""
    return _render("sporsmal.html", municipality, spoken, up="", answers=answers)


def archive_page(threads: Sequence[Thread], municipality: str, spoken: Voice) -> bytes:
    return _render("arkiv.html", municipality, spoken, up="", threads=threads)


def message_page(thread: Thread, municipality: str, spoken: Voice) -> bytes:
    """Remembered: a page of hundreds of old messages must not delay the new one."""
    return _message_page(thread.model_dump_json(), municipality, spoken)


@lru_cache(maxsize=2_000)
def _message_page(thread: str, municipality: str, spoken: Voice) -> bytes:
    return _render("message.html", municipality, spoken, up="../", thread=Thread.model_validate_json(thread))


def warm_up() -> None:
    """Compile the templates and load the calendar now: 0.1 s that the first message need not wait for."""
    in_words(datetime.now(UTC), Voice())
    for name in _TEMPLATES.list_templates():
        _TEMPLATES.get_template(name)


def style_sheet() -> bytes:
    return _TEMPLATES.get_template("style.css").render().encode()


def paragraphs(text: str) -> list[list[str]]:
    """Paragraphs of lines: a blank line ends a paragraph."""
    return [block.splitlines() for block in re.split(r"\n\s*\n", text) if block.strip()]


def has_long_history(thread: Thread) -> bool:
    return sum(map(_weight, thread.entries[:-1])) > HISTORY_ROOM


def _fitting(threads: Sequence[Thread]) -> list[Thread]:
    shown: list[Thread] = []
    used = 0
    for thread in threads:
        used += _weight(thread.current) + min(HISTORY_ROOM, sum(map(_weight, thread.entries[:-1])))
        if shown and used > ROOM:
            break
        shown.append(thread)
    return shown


def _weight(entry: PublicEntry) -> int:
    """Bytes, with some for the markup around the words."""
    texts = [entry.title + entry.text, *(version.title + version.text for version in entry.versions)]
    return len(escape("".join(texts)).encode()) + 600


def _render(template: str, municipality: str, spoken: Voice, **values: object) -> bytes:
    known = {
        "municipality": municipality,
        "site_name": site_name(municipality, spoken),
        "lang": spoken.lang,
        "signup_url": spoken.signup_url,
    }
    ways = {
        "own": partial(_own, spoken),
        "plain": partial(said, spoken=spoken),
        "when": partial(in_words, spoken=spoken),
    }
    return _TEMPLATES.get_template(template).render(known, **ways, **values).encode()


def _own(spoken: Voice, words: str, **places: object) -> str:
    """The page's own words; where it has none in its language, said to be in bokmål (WCAG 2.1, 3.1.2)."""
    text, lang = said(words, spoken, **places), language_of(words, spoken)
    return text if lang == spoken.lang else Markup('<span lang="{}">{}</span>').format(lang, text)


def _linked(line: str) -> Markup:
    """Addresses of the web and of e-mail can be pressed; all else is text."""
    pieces, at = list[Markup](), 0
    for link in find(line):
        pieces += [_with_mail(line[at : link.start]), _anchor(link.address, line[link.start : link.end])]
        at = link.end
    return Markup("").join([*pieces, _with_mail(line[at:])])


def _with_mail(text: str) -> Markup:
    pieces, at = list[Markup](), 0
    for found in MAIL.finditer(text):
        if text[: found.start()].endswith("@"):
            continue  # a name on another server of the fediverse
        pieces += [Markup.escape(text[at : found.start()]), _anchor(f"mailto:{found[0]}", found[0])]
        at = found.end()
    return Markup("").join([*pieces, Markup.escape(text[at:])])


def _anchor(address: str, words: str) -> Markup:
    return Markup('<a href="{}" rel="noopener">{}</a>').format(address, words)


def _drawing(entry: PublicEntry) -> areas.Drawing | None:
    return areas.of_message(entry.facts.get("polygons", ""), entry.facts.get("outline", ""))


_TEMPLATES.filters.update(paragraphs=paragraphs, linked=_linked, drawing=_drawing)
_TEMPLATES.tests["long_history"] = has_long_history
