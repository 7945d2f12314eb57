"""Walking the pages of a listing."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

Page = TypeVar("Page")
Asked = dict[str, Any]


def pages(
    fetch: Callable[[Asked], Page], asked: Asked, following: Callable[[Page, Asked], Asked | None]
) -> Iterator[Page]:
    """One after another, asked for as they are wanted. `following` gives what the next is asked with; None after the last."""
    more: Asked | None = asked
    while more is not None:
        page = fetch(more)
        yield page
        found = following(page, more)
        more = None if found is None else more | found


def entries(found: Any, *needed: str) -> list[dict[str, Any]]:
    """The entries of a page. Raises `ValueError` where it is no list of objects that have `needed`."""
    good = isinstance(found, list) and all(
        isinstance(entry, dict) and all(name in entry for name in needed) for entry in found
    )
    if not good:
        raise ValueError("not a page of entries")
    return list(found)
