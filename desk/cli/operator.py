"""Who sits at the command line, as the operating system says; the environment could say anything."""

import os
import pwd
import socket
from pathlib import Path

from schemas.evidence.origin import Door, Origin

_LOGIN = Path("/proc/self/loginuid")
_UNSET = 2**32 - 1


def origin() -> Origin:
    return Origin(
        door=Door.COMMAND_LINE, os_user=_name(os.getuid()), login_user=_login_user(), host=socket.gethostname()
    )


def _login_user() -> str | None:
    """Linux keeps it across `su` and `sudo`."""
    try:
        found = int(_LOGIN.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return None if found == _UNSET else _name(found)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container may have none
        return str(uid)
