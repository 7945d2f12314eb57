"""glibc keeps what threads have given back, an arena for each few threads: a program of many threads holds twice what it uses.

Measured in `bench/memory.py`. Elsewhere than on glibc nothing is asked for.
"""

import ctypes
from contextlib import suppress

_M_ARENA_MAX, _ARENAS = -8, 2
"""mallopt(3)."""


def few_arenas() -> None:
    """For programs of many threads; at their start, before the threads are."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """After a piece of work that took much: what is free goes back to the machine."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
