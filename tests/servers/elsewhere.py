"""Programs of ours on a machine whose clock is off: the real programs, with libfaketime between them and the machine's clock."""

import subprocess
import sys
from pathlib import Path


def start(module: str, environment: dict[str, str], log: Path, seconds_ahead: int) -> "subprocess.Popen[bytes]":
    """`seconds_ahead` is negative for a clock that is behind. What counts intervals goes on as it does."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", module], env=environment | off_by(seconds_ahead), stdout=out, stderr=out
        )


def off_by(seconds_ahead: int) -> dict[str, str]:
    """For the environment of a program."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    assert found, "libfaketime is missing. Run: bash tests/tools.sh clock"
    return {"LD_PRELOAD": str(found[0]), "FAKETIME": f"{seconds_ahead:+d}", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
