"""What a living worker knows is kept until it can be written down."""

import time
from collections.abc import Callable
from itertools import chain, repeat
from threading import Event
from typing import TypeVar

from schemas.errors import StoreUnavailable

T = TypeVar("T")
_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds between tries; the last one repeats."""
_LAST_TRIES = 10
"""Once the worker is told to stop, a second apart."""


def until_written(write: Callable[[], T], stopping: Event) -> T:
    """Try again as long as the database does not answer. Other errors pass; a stop ends it with `StoreUnavailable`.

    `write` is one transaction and safe to do twice: its commit may have been made although its answer was lost.
    """
    pauses, last_tries = chain(_PAUSES, repeat(_PAUSES[-1])), _LAST_TRIES
    while True:
        try:
            return write()
        except StoreUnavailable:
            if not stopping.is_set():
                stopping.wait(next(pauses))
            elif last_tries == 0:
                raise
            else:
                last_tries -= 1
                time.sleep(1.0)
