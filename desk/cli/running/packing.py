"""What a suitcase holds: the program, and all that `make run` fetches elsewhere, from the shelf of the installer's own."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from config.machine.settings import PROGRAM, SHIPPED, Settings
from schemas.errors import Refused
from schemas.sentence import say

_NOT_THE_PROGRAM = shutil.ignore_patterns(
    ".git", ".venv", ".tools", "data", "build", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis", ".ci"
)
_UV = Path(".tools") / "bin" / "uv"
TOWN = "municipality"
_MAKE = f"""\
# Written by `krisekanal suitcase`: nothing is fetched from anywhere.
export UV_OFFLINE := 1
export UV_CACHE_DIR := $(CURDIR)/.tools/cache
export KRISEKANAL_MUNICIPALITY := $(CURDIR)/{TOWN}/municipality.yaml
SYNC := --no-dev
"""
_EXPORT = ("export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-hashes", "--no-annotate")
_LONGEST = 1800
"""Seconds for a slow line."""


def must_be_new(folder: Path) -> None:
    """Raises `Refused`."""
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused(say("{folder} is not empty. A suitcase is packed into an empty folder.", folder=str(folder)))
    if folder.resolve().is_relative_to(PROGRAM.resolve()):
        raise Refused(say("{folder} lies in the program itself. Name a folder elsewhere.", folder=str(folder)))


def program(folder: Path, uv: Path = PROGRAM / _UV) -> None:
    """With wheels for this kind of machine and this Python. Raises `Refused`, `OSError`."""
    shutil.copytree(PROGRAM, folder, ignore=_NOT_THE_PROGRAM, dirs_exist_ok=True)
    (folder / "suitcase.mk").write_text(_MAKE, encoding="utf-8")
    place = folder / _UV
    place.parent.mkdir(parents=True)
    if not uv.exists():
        raise Refused(say("{file} is missing: pack from a folder in which `make install` was run.", file=str(uv)))
    shutil.copy(uv, place)
    with tempfile.TemporaryDirectory(prefix="krisekanal-suitcase-") as installed:
        _run(folder, ["sync", "--quiet", "--frozen", "--no-dev", "--python", sys.executable], installed)
        if some := _of_other_patches(_run(folder, _EXPORT, installed)):
            shelf = ["--target", str(Path(installed) / "other")]
            _run(
                folder, ["pip", "install", "--quiet", "--no-deps", "--python", sys.executable, *shelf, *some], installed
            )


def _of_other_patches(locked: str) -> list[str]:
    """What this Python has no need of and an older or newer 3.11.x has: the laptop's may be that one."""
    lines = [line.partition(";") for line in locked.splitlines()]
    return [name.strip() for name, _, marker in lines if re.search(r"python_full_version.*\d+\.\d+\.\d+", marker)]


def _run(folder: Path, words: Sequence[str], installed: str) -> str:
    """Installed once for the suitcase's own shelf, somewhere else: the laptop does it anew, from that shelf. Returns what it said."""
    environment = os.environ | {
        "UV_CACHE_DIR": str(folder / ".tools" / "cache"),
        "UV_PROJECT_ENVIRONMENT": str(Path(installed) / "venv"),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    environment.pop("VIRTUAL_ENV", None)
    done = subprocess.run(  # noqa: S603  # uv, which we have installed
        [str(folder / _UV), *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    if done.returncode:
        last = [line.strip() for line in done.stderr.splitlines() if line.strip()][-1:]
        raise Refused(say("The wheels could not be fetched: {why}", why=last[0] if last else str(done.returncode)))
    return done.stdout


def town(folder: Path, settings: Settings) -> None:
    """The municipality file with its scenarios; the shipped one where there is no other."""
    place = folder / TOWN
    place.mkdir()
    shutil.copy(settings.municipality, place / "municipality.yaml")
    scenarios = settings.municipality.parent / "scenarios"
    if settings.municipality != SHIPPED and scenarios.is_dir():
        shutil.copytree(scenarios, place / "scenarios")
