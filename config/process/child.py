"""A process of its own for what may cost any amount of time or memory: bounded, polite, and gone with whoever asked for it."""

import os
import resource
import subprocess
from collections.abc import Sequence

from config.process.end_with_parent import end_with_parent

_POLITE = 10
"""Added to the nice value: whoever sends messages goes first."""


def ask(command: Sequence[str], data: bytes, seconds: float) -> "subprocess.CompletedProcess[bytes] | None":
    """`command` with our process id behind it, `data` on its standard input. None where it took longer; it is ended then."""
    try:
        return subprocess.run(  # noqa: S603  # our own module
            [*command, str(os.getpid())],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None


def bound(parent: int, memory: int, processor: int | None = None) -> None:
    """In the child, first of all: bytes of addresses, and seconds of the processor."""
    end_with_parent(parent)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if processor is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(_POLITE)
