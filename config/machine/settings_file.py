"""Where settings lie when no variable says so: one file that the command line, the services and every shell read alike.

The first that is there: what `KRISEKANAL_SETTINGS` names, `~/.config/krisekanal/settings.env`, `/etc/krisekanal/settings.env`.
Lines `NAME=value`, as systemd's `EnvironmentFile` has them. A variable that is set wins.
"""

import os
from pathlib import Path

from dotenv import dotenv_values

from policy import os_faults
from schemas.errors import ConfigInvalid
from schemas.sentence import say

NAMED_BY = "KRISEKANAL_SETTINGS"
OF_THE_MACHINE = Path("/etc/krisekanal/settings.env")


def of_the_user() -> Path:
    return Path.home() / ".config" / "krisekanal" / "settings.env"


def place() -> Path | None:
    """The file in force. Raises `ConfigInvalid` where one is named that is not there."""
    named = os.environ.get(NAMED_BY)
    if named:
        if not Path(named).exists() or Path(named).is_dir():
            raise ConfigInvalid(say("{name} names {file}, and there is no such file.", name=NAMED_BY, file=named))
        return Path(named)
    return next((path for path in (of_the_user(), OF_THE_MACHINE) if _is_there(path)), None)


def _is_there(path: Path) -> bool:
    """A home that we may not enter is none of ours: `runuser` and `sudo` keep root's."""
    try:
        return path.is_file()
    except OSError:
        return False


def into_environment() -> None:
    """For this process and what it starts, as if they had been set. Raises `ConfigInvalid` where it cannot be read."""
    path = place()
    if path is None:
        return
    try:
        found = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid(
            say("The settings in {file} cannot be read ({why}).", file=str(path), why=os_faults.why(error))
        ) from None
    for name, value in found.items():
        if value is not None:
            os.environ.setdefault(name, value)
