"""The data folder is our user's alone: keys, database, files, logs. Only what the public page writes is for everybody."""

import os
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING

from policy import os_faults
from schemas.errors import ConfigInvalid
from schemas.sentence import say

if TYPE_CHECKING:
    from config.machine.settings import Settings

_OTHERS = 0o077
"""Every right of a group and of everybody else."""
_ENTER = 0o001


def keep_to_ourselves(settings: "Settings") -> None:
    """Called first by every program. What is made from now on is ours alone; a data folder made before becomes so.

    Raises `ConfigInvalid` where the folder belongs to somebody else and lets others in.
    """
    os.umask(_OTHERS)
    try:
        found = settings.data.stat()
        if S_ISDIR(found.st_mode) and found.st_mode & _OTHERS:
            settings.data.chmod(0o700)
    except (FileNotFoundError, NotADirectoryError):  # whoever makes it says why it cannot be made
        return
    except OSError as error:
        raise ConfigInvalid(
            say(
                "{folder} lets other users of this machine in, and its rights cannot be changed ({why}). It must belong to the user "
                "that Krisekanal runs as: chown it, and chmod 700.",
                folder=str(settings.data),
                why=os_faults.why(error),
            )
        ) from None


def made(folder: Path) -> Path:
    """Raises `ConfigInvalid` where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigInvalid(
            say(
                "The folder {folder} cannot be made ({why}). Make it and give it to Krisekanal's user, or name another: "
                "KRISEKANAL_DATA.",
                folder=str(folder),
                why=os_faults.why(error),
            )
        ) from None
    return folder


def too_open(settings: "Settings") -> list[Path]:
    """The data folder and, where they lie outside it, key and database, as far as others may do anything with them."""
    ours = [settings.data, settings.key_file]
    if settings.database_file:
        ours.append(settings.database_file)
    return [path for path in dict.fromkeys(ours) if path.exists() and path.stat().st_mode & _OTHERS]


def out_of_reach(settings: "Settings") -> Path | None:
    """The first folder on the way to the public page that another user, a web server, cannot enter.

    None where the page lies in the data folder: there our own program alone shows it.
    """
    public = settings.public_dir
    if settings.data in public.parents:
        return None
    return next((p for p in (*reversed(public.parents), public) if p.exists() and not p.stat().st_mode & _ENTER), None)
