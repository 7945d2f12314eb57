"""Tests on a machine that has settings of its own: nobody's `settings.env` is read, by this process or by what it starts.

Imported before any test is. Elsewhere it changes nothing.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.machine import settings_file


def without_settings(home: Path) -> None:
    """`HOME`, for this process and its children, is a folder whose settings say nothing, and so is the file that comes first."""
    file = home / ".config" / "krisekanal" / "settings.env"
    file.parent.mkdir(parents=True)
    file.touch()
    os.environ["HOME"] = str(home)


if os.environ.pop(settings_file.NAMED_BY, None) or settings_file.place():
    made = Path(tempfile.mkdtemp(prefix="krisekanal-home-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    without_settings(made)
