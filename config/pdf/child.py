"""The process that draws one PDF and ends: `python -m config.pdf.child PARENT`, a page on stdin, its PDF on stdout.

WeasyPrint, Pango and the fonts keep what they have taken; here it all goes back when the drawing is done.
"""

import sys

from config.process.child import bound

MEMORY = 1 << 30
"""Bytes of addresses; 3,000 rows of a table take half of it."""
NO_PANGO = 5
"""Exit code: it cannot draw on this machine at all."""


def main(parent: int) -> int:
    bound(parent, MEMORY)
    page = sys.stdin.buffer.read().decode()
    try:
        from weasyprint import HTML  # noqa: PLC0415  # its absence is an answer, not a crash
    except OSError:
        return NO_PANGO
    sys.stdout.buffer.write(HTML(string=page, url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1"))
    return 0


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"a report fetches nothing: {url}")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
