"""A form that came when its session had ended: its words go along through the login, and wait behind it for one press.

They travel in the login's own form, so that this works without scripts and nothing is stored of whom nobody knows yet.
"""

import json
import re
from typing import Any, NamedTuple

from starlette.datastructures import FormData

from desk.web.forms import words
from schemas.text_door import let_all_in

AGAIN = "again"
"""The login form's name for what is carried."""
_UNKNOWN = frozenset({"csrf", "key", "old", "password", "code", "pin", AGAIN})
"""Of the session that has ended, or what opens something."""
_PATH = re.compile(r"/[A-Za-z0-9/_-]{1,200}")
_LONGEST = 200_000


class Carried(NamedTuple):
    """`path` is where the form was going."""

    path: str
    fields: list[tuple[str, str]]

    def __str__(self) -> str:
        return json.dumps([self.path, self.fields], ensure_ascii=False)


def of_form(path: str, form: FormData) -> Carried:
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name not in _UNKNOWN]
    return Carried(path, fields)


def read(form: FormData) -> Carried | None:
    """None where nothing is carried, or nothing of ours."""
    try:
        found: Any = json.loads(words(form, AGAIN)[:_LONGEST] or "null")
        path, fields = found
        pairs = [(str(name), str(value)) for name, value in fields]
    except (ValueError, TypeError):
        return None
    if not isinstance(path, str) or not _PATH.fullmatch(path) or path.startswith("//"):
        return None
    let_all_in(pairs)
    return Carried(path, pairs)
