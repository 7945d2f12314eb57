"""The file is shared, printed and kept in version control: no secret is ever written in it."""

import re
from collections.abc import Iterator
from typing import Any

from config.reading.source import Loc, Source
from schemas.errors import Problem
from schemas.sentence import say

_WORDS = r"(token|passw(or)?d|passord|passphrase|api[_-]?key|access[_-]?key|client[_-]?secret|app[_-]?secret)"
_KEY = re.compile(_WORDS, re.IGNORECASE)
_ADDRESS = re.compile(rf"[a-z][a-z0-9+.-]*://[^/\s@]+@|[?&]{_WORDS}=", re.IGNORECASE)
"""An address with a user or token before the host, or a key after the question mark."""


def inline_secrets(source: Source) -> Iterator[Problem]:
    """Never quotes what it found."""
    for loc, value in _words(source.data, ()):
        key = next((part for part in reversed(loc) if isinstance(part, str)), "")
        if _KEY.search(key) or (isinstance(value, str) and _ADDRESS.search(value)):
            yield source.problem(
                loc,
                say("This looks like a secret. Store it with `krisekanal secret set NAME` and write `secret: NAME`."),
            )


def _words(value: Any, loc: Loc) -> Iterator[tuple[Loc, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(inner, (*loc, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _words(inner, (*loc, index))
    else:
        yield loc, value
