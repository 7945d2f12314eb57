"""Whether this machine's clock can be believed: `krisekanal doctor`.

A PostgreSQL on another machine is compared with (`policy.monitoring.clocks`). Beside it: whether the kernel says that anybody
keeps the clock right, and whether the log already has a line of a later time, as it has where the clock was set back.
"""

import ctypes
from collections.abc import Iterator
from datetime import timedelta

from desk.cli.desk import Desk
from notifiers.base.abilities import Diagnosis
from policy.monitoring import clocks
from store.evidence import audit

_ADJTIMEX_BYTES = 256
"""More than `struct timex` has; all zero, it changes nothing and needs no right to."""
_UNSYNCHRONISED = 5
"""TIME_ERROR of adjtimex(2): nobody keeps the clock right."""


def diagnose(desk: Desk, machine_ahead: timedelta) -> Iterator[Diagnosis]:
    """`machine_ahead`: of the database's clock."""
    level = clocks.judge(machine_ahead)
    if level != "ok":
        yield Diagnosis(level=level, sentence=clocks.sentence(machine_ahead))
    if latest := audit.latest(desk.ctx, None, None, 1):
        behind = latest[0].at - desk.ctx.clock()
        if behind > clocks.WORTH_A_WORD:
            yield Diagnosis(level="error", sentence=clocks.set_back(latest[0].at, behind))
    if kept_right() is False:
        yield Diagnosis(level="warning", sentence=clocks.UNSYNCHRONISED)


def kept_right() -> bool | None:
    """By the kernel; None where it does not say."""
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_ADJTIMEX_BYTES))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _UNSYNCHRONISED
