"""The programs' own log, on standard error: a full disk or a closed terminal never stops who writes to it."""

import sys
from contextlib import suppress

import structlog


class LenientLogger:
    """As structlog's `PrintLogger`, but what cannot be written is dropped: work goes on, and the audit log has its own place."""

    def msg(self, message: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(message + "\n")
            sys.stderr.flush()

    log = debug = info = warning = warn = error = err = critical = fatal = failure = exception = msg


def configure() -> None:
    structlog.configure(logger_factory=LenientLogger)
