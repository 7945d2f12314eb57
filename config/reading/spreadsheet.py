"""Tables as CSV for whoever opens them in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence


def written(rows: Iterable[Sequence[str]]) -> str:
    """RFC 4180; no cell of it is worked out."""
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def safe(value: str) -> str:
    """A spreadsheet must not take a text for a formula (OWASP: CSV injection)."""
    return (
        f"'{value}" if value[:1] in ("=", "+", "@", "\t") or (value[:1] == "-" and not value[1:2].isdigit()) else value
    )
