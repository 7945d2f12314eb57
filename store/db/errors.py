"""Database faults as sentences: locked, full, unreachable, not set up."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from schemas.errors import StoreUnavailable
from schemas.sentence import Sentence, say

_LOCKED = ("database is locked", "database table is locked", "lock timeout", "lock_not_available")
_FULL = ("disk is full", "disk i/o error", "no space left", "could not extend file")
_SHUT = ("readonly database", "read-only", "unable to open database file")
_MISSING = ("no such table", "no such column", "undefinedtable", "does not exist")

AWAY = say("The database does not answer. Check that it runs and that the address is right.")


@contextmanager
def as_sentences() -> Iterator[None]:
    """Turn driver errors into `StoreUnavailable`. Broken constraints are bugs of ours and pass through."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, NoConnectionFree, sqlite3.Error) as error:
        raise StoreUnavailable(_explain(error)) from error


def _explain(error: Exception) -> Sentence:
    text = f"{type(getattr(error, 'orig', error)).__name__} {getattr(error, 'orig', error)}".lower()
    if any(word in text for word in _LOCKED):
        return say("The database is busy with something else and nothing was changed. Try again in a moment.")
    if any(word in text for word in _FULL):
        return say("The disk is full and nothing was changed. Free some space and try again.")
    if any(word in text for word in _SHUT):
        return say(
            "The database cannot be written to and nothing was changed. Look at the disk it lies on: it may be read-only, or not ours."
        )
    if any(word in text for word in _MISSING):
        return say("The database is not set up for this version. `krisekanal doctor` names it, and says what to do.")
    return AWAY
