"""Catalogues of what people read: collected from the code, translated in `config/locale`. For translators and tests."""

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from config.language import translated
from config.language.translated import catalogue_of

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("schemas", "policy", "config", "store", "notifiers", "flows", "desk")

_PLACEHOLDER = re.compile(r"\{(\w+)(?::[^{}|]+\|[^{}|]+)?\}")
"""With or without the noun that its number takes (`config.language.texts`)."""


def load(lang: str) -> Catalog:
    """An empty catalogue for a language that has none."""
    path = catalogue_of(lang)
    if not path.exists():
        return Catalog(locale=lang, domain="krisekanal")
    with path.open("rb") as file:
        return read_po(file, locale=lang, domain="krisekanal", abort_invalid=True)


@cache
def collect() -> dict[str, list[tuple[str, int]]]:
    """Every msgid in the seven rooms, with the files and lines that say it; read once, which takes seconds."""
    found: dict[str, list[tuple[str, int]]] = {}
    for room in ROOMS:
        for path in sorted([*(ROOT / room).rglob("*.py"), *(ROOT / room).rglob("templates/*.html")]):
            for line, msgid in _said(path):
                found.setdefault(msgid, []).append((path.relative_to(ROOT).as_posix(), line))
    return found


def missing(lang: str) -> str:
    """The msgids without a translation, as entries to paste into the .po file and fill in."""
    left, known = Catalog(), translated.words(lang)
    for msgid, places in collect().items():
        if msgid not in known:
            left.add(msgid, locations=places[:1])
    page = io.BytesIO()
    write_po(page, left, width=0, omit_header=True, sort_by_file=True)
    return page.getvalue().decode("utf-8")


def placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _said(path: Path) -> Iterator[tuple[int, str]]:
    """`say("…")` in Python, `t("…")` in a page."""
    method, keyword = ("python", "say") if path.suffix == ".py" else ("jinja2.ext:babel_extract", "t")
    with path.open("rb") as file:
        for line, msgid, _comments, _context in extract(method, file, keywords={keyword: None}):
            yield line, str(msgid)
