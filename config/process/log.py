"""The programs' own log, on standard error: a full disk or a closed terminal never stops who writes to it."""

import sys
from contextlib import suppress
from typing import Any

import structlog


class LenientLogger:
    """As structlog's `PrintLogger`, but what cannot be written is dropped: work goes on, and the audit log has its own place."""

    def msg(self, message: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(message + "\n")
            sys.stderr.flush()

    log = debug = info = warning = warn = error = err = critical = fatal = failure = exception = msg


def get() -> Any:
    """For a module that should cost nothing until it has something to log."""
    return structlog.get_logger()


def configure(kind: str = "text") -> None:
    """`json` is one object a line, for whatever gathers logs (`KRISEKANAL_LOG`)."""
    structlog.configure(logger_factory=LenientLogger)
    if kind == "json":
        stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                stamp,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ]
        )
