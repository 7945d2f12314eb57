"""A disk of a few megabytes that can be filled and taken away for writing: a real file system in memory, so the kernel itself refuses."""

import gc
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    """`refuse` and `allow` are the two ends of a bad hour, by the way that `fault` names: `full` or `read-only`."""

    def __init__(self, root: Path, fault: str) -> None:
        self.root, self.fault = root, fault

    def refuse(self, let_go: Callable[[], object]) -> None:
        """`let_go` closes what is open for writing: a file system that is written to does not become read-only."""
        if self.fault == "full":
            self._fill()
            return
        deadline = time.monotonic() + 60
        let_go()
        while subprocess.run(["mount", "-o", "remount,ro", self.root], capture_output=True, check=False).returncode:
            assert time.monotonic() < deadline, "somebody keeps a file open"
            let_go()
            gc.collect()  # a connection that was in use when the pool was left
            time.sleep(0.01)

    def allow(self) -> None:
        if self.fault == "full":
            (self.root / "ballast").unlink()
        else:
            subprocess.run(["mount", "-o", "remount,rw", self.root], check=True)

    def _fill(self) -> None:
        piece = 1 << 20
        with (self.root / "ballast").open("wb", buffering=0) as ballast:
            while piece:
                try:
                    ballast.write(b"\0" * piece)
                except OSError:
                    piece //= 2


@contextmanager
def small_disk(fault: str, megabytes: int = 8) -> Iterator[SmallDisk]:
    """Skips the test where this user may not mount one."""
    with tempfile.TemporaryDirectory(prefix="small-disk-") as name:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "none", name],
            capture_output=True,
            check=False,
        )
        if made.returncode:
            pytest.skip(f"a small disk needs the right to mount: {made.stderr.decode().strip()} (user {os.getuid()})")
        try:
            yield SmallDisk(Path(name), fault)
        finally:
            subprocess.run(["umount", "-l", name], check=True)
