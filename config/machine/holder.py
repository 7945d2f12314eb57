"""Who holds a port or runs under a process number on this machine, as far as Linux lets us see."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_PROC = Path("/proc")
_LISTENS = "0A"
"""The state of a listening socket in `/proc/net/tcp` (Linux, `include/net/tcp_states.h`)."""


@dataclass(frozen=True)
class Holder:
    """`since` is when the process began; both are None for a process of another user."""

    pid: int | None = None
    since: datetime | None = None


def of_port(port: int) -> Holder:
    """Who listens there, at any address of this machine."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    pid = next((pid for pid in _pids() if sockets & set(_open(pid))), None)
    return Holder(pid, began(pid)) if pid else Holder()


def began(pid: int) -> datetime | None:
    """When the process began; None where there is none."""
    try:
        ticks = int((_PROC / str(pid) / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
        up = float((_PROC / "uptime").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return datetime.now(UTC) - timedelta(seconds=up - ticks / os.sysconf("SC_CLK_TCK"))


def _listening(port: int) -> set[str]:
    """Inodes of the sockets."""
    found = set()
    for name in ("tcp", "tcp6"):
        try:
            lines = (_PROC / "net" / name).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        rows = [line.split() for line in lines]
        found |= {row[9] for row in rows if row[3] == _LISTENS and int(row[1].rpartition(":")[2], 16) == port}
    return found


def _pids() -> list[int]:
    return [int(path.name) for path in _PROC.iterdir() if path.name.isdigit()]


def _open(pid: int) -> list[str]:
    """What its open files are; nothing of a process of another user, or of one that has ended."""
    try:
        return [str(each.readlink()) for each in (_PROC / str(pid) / "fd").iterdir()]
    except OSError:
        return []
