"""A program of ours, cold, in a process group of its own, so that nothing of it is left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def program(module: str, environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Killed at the end. `log` is added to."""
    with log.open("ab") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", module], env=environment, stdout=told, stderr=told, start_new_session=True
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
