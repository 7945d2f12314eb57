"""Walking the pages of a listing."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, Generic, NamedTuple, TypeVar

Page = TypeVar("Page")
Entry = TypeVar("Entry")
Asked = dict[str, Any]
_LONGEST_ID = 200
_NO_LISTING = 3
"""Entries of which none can be read: the platform writes otherwise than it did."""
NOT_READ = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, OSError)
"""What reading an entry raises that is not as it should be. A time that no clock shows is an `OverflowError` or an `OSError`."""


class Turned(NamedTuple, Generic[Entry]):
    """What a page became. `unreadable` names the entries that became nothing."""

    read: list[Entry]
    unreadable: tuple[str, ...]


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


def turned(found: Any, turn: Callable[[dict[str, Any]], Entry]) -> Turned[Entry]:
    """Each entry by itself: one that cannot be read hides no other. Raises `ValueError` where `found` is no listing at all."""
    whole = each(found, turn) if isinstance(found, list) else None
    if whole is None or (not whole.read and len(whole.unreadable) >= _NO_LISTING):
        raise ValueError("not a page of entries")
    return whole


def each(found: list[Any], turn: Callable[[dict[str, Any]], Entry]) -> Turned[Entry]:
    read, unreadable = [], []
    for entry in found:
        try:
            read.append(turn(entry))
        except NOT_READ:
            unreadable.append(named(entry))
    return Turned(read, tuple(dict.fromkeys(unreadable)))


def named(entry: Any) -> str:
    """What an unreadable entry is known by: its id where it has one."""
    number = entry.get("id") if isinstance(entry, dict) else None
    if isinstance(number, str | int) and number:
        return str(number)[:_LONGEST_ID]
    return sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
