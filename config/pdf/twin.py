"""The PDF drawer's twin: the words of the page on plain sheets, in milliseconds and without Pango.

For development and tests. It is as strict as the real one: a page that would fetch something, or is none, is refused.
"""

import io
import textwrap
from html.parser import HTMLParser

import pydyf

_WIDTH, _LINES, _LEADING, _TOP = 100, 60, 12, 800
"""Letters in a line, lines on a sheet, points from line to line, points from the sheet's foot to the first."""
_SILENT = frozenset({"style", "script", "head"})


def pdf_twin(page: str) -> bytes:
    """Raises `ValueError` for what is no whole page, and for one that names anything outside itself."""
    words = _Words()
    words.feed(page)
    words.close()
    if not words.lang:
        raise ValueError("a report is a whole page that names its language")
    return _write(words.lines(), words.lang)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lang = ""
        self._said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get("src") or (given.get("href") if tag == "link" else None) or ""
        if address and not address.startswith("data:"):
            raise ValueError(f"a report fetches nothing: {address}")
        if tag == "html":
            self.lang = given.get("lang") or ""
        self._silent += tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self._said.append(" ".join(data.split()))

    def lines(self) -> list[str]:
        return [line for words in self._said for line in textwrap.wrap(words, _WIDTH)]


def _write(lines: list[str], lang: str) -> bytes:
    made, file = pydyf.PDF(), io.BytesIO()
    font = pydyf.Dictionary(
        {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica", "Encoding": "/WinAnsiEncoding"}
    )
    made.add_object(font)
    made.catalog["Lang"] = pydyf.String(lang)
    for first in range(0, max(len(lines), 1), _LINES):
        _add_sheet(made, font, lines[first : first + _LINES])
    made.write(file)
    return file.getvalue()


def _add_sheet(made: pydyf.PDF, font: pydyf.Dictionary, lines: list[str]) -> None:
    sheet = pydyf.Stream()
    sheet.begin_text()
    sheet.set_font_size("F", 9)
    sheet.set_text_matrix(1, 0, 0, 1, 40, _TOP)
    for line in lines:
        sheet.show_text(b"<" + line.encode("cp1252", "replace").hex().encode() + b">")
        sheet.move_text_to(0, -_LEADING)
    sheet.end_text()
    made.add_object(sheet)
    made.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": made.pages.reference,
                "MediaBox": pydyf.Array([0, 0, 595, 842]),
                "Contents": sheet.reference,
                "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary({"F": font.reference})}),
            }
        )
    )
