"""The browser of the desk's tests and of the gallery: one that a setting names, Debian's without windows, or one that is there."""

import os
import shutil

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")


def chromium() -> str | None:
    """Its path."""
    return os.environ.get("KRISEKANAL_TEST_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
