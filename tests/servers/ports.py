"""Ports on loopback that nobody uses."""

import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

_FIRST, _END, _WORKERS = 10_000, 32_768, 8
"""Linux gives the higher ones to whoever connects somewhere: what is free among them now is taken before a server has begun."""


def _of_this_worker() -> range:
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
    each = (_END - _FIRST) // _WORKERS
    return range(_FIRST + number * each, _FIRST + (number + 1) * each)


_ports = cycle(random.sample(_of_this_worker(), len(_of_this_worker())))


def free_port() -> int:
    """Each worker of a run has its own ports, and gives none twice before it has given all."""
    return next(port for port in _ports if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@contextmanager
def refusing_port() -> Iterator[int]:
    """A port that refuses every connection, and that no other process can be given meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def until_it_listens(process: "subprocess.Popen[bytes]", port: int, out: Path) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        assert process.poll() is None, out.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("it did not start: " + out.read_text())
