"""What `channel test` says of the public page. Nothing is published by looking."""

import shutil
from pathlib import Path

from notifiers.base.abilities import Diagnosis
from notifiers.channels.public_page.memory import Memory, recall
from notifiers.channels.public_page.site import outdated
from schemas.sentence import say

LITTLE_SPACE = 100_000_000
"""Bytes. Below this a warning is due."""


def diagnoses(root: Path, base_url: str) -> list[Diagnosis]:
    """Raises `OSError` where the folder cannot be read."""
    memory = recall(root)
    found = [*_damaged(root, memory), *_outdated(root, base_url, memory), *_space(root)]
    return found or [_fine(root)]


def _fine(root: Path) -> Diagnosis:
    sentence = say("The public page in {folder} is whole and can be written.", folder=str(root))
    return Diagnosis(level="ok", sentence=sentence)


def _damaged(root: Path, memory: Memory) -> list[Diagnosis]:
    return [
        Diagnosis(
            level="error",
            sentence=say(
                "{file} is damaged, so its message is missing from the public page. Put back a copy of the file, "
                "or publish the message anew.",
                file=str(root / "entries" / name),
            ),
        )
        for name in memory.damaged
    ]


def _outdated(root: Path, base_url: str, memory: Memory) -> list[Diagnosis]:
    names = ", ".join(str(path.relative_to(root)) for path in outdated(root, base_url, memory))
    if not names:
        return []
    sentence = say(
        "These files of the public page are not as Krisekanal left them: {files}. The next message mends "
        "them; find out who changed them.",
        files=names,
    )
    return [Diagnosis(level="warning", sentence=sentence)]


def _space(root: Path) -> list[Diagnosis]:
    free = shutil.disk_usage(root).free
    if free >= LITTLE_SPACE:
        return []
    sentence = say("Only {free} MB are free where the public page lives. Make room on that disk.", free=free // 10**6)
    return [Diagnosis(level="warning", sentence=sentence)]
