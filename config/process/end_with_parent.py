"""A program that must not outlive the one that started it, however that one ends."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal a process gets when the thread that started it ends."""
_LIBC = ctypes.CDLL(None)


def end_with_parent(parent: int) -> None:
    """In the child: ask the kernel for SIGTERM when the parent ends, `kill -9` included; it may have ended already."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)
