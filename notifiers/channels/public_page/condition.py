"""What `channel test` says of the public page. Nothing is published by looking."""

import shutil
from pathlib import Path

from notifiers.base.abilities import Finding
from notifiers.channels.public_page.memory import Memory, recall
from notifiers.channels.public_page.site import outdated
from schemas.sentence import say

LITTLE_SPACE = 100_000_000
"""Bytes. Below this a warning is due."""


def findings(root: Path, base_url: str) -> list[Finding]:
    """Raises `OSError` where the folder cannot be read."""
    memory = recall(root)
    found = [*_damaged(root, memory), *_outdated(root, base_url, memory), *_space(root)]
    return found or [_fine(root)]


def _fine(root: Path) -> Finding:
    sentence = say("The public page in {folder} is whole and can be written.", folder=str(root))
    return Finding(level="ok", sentence=sentence)


def _damaged(root: Path, memory: Memory) -> list[Finding]:
    return [
        Finding(
            level="error",
            sentence=say(
                "{file} is damaged, so its message is missing from the public page. Put back a copy of the file, "
                "or publish the message anew.",
                file=str(root / "entries" / name),
            ),
        )
        for name in memory.damaged
    ]


def _outdated(root: Path, base_url: str, memory: Memory) -> list[Finding]:
    names = ", ".join(str(path.relative_to(root)) for path in outdated(root, base_url, memory))
    if not names:
        return []
    sentence = say(
        "These files of the public page are not as Krisekanal left them: {files}. The next message mends "
        "them; find out who changed them.",
        files=names,
    )
    return [Finding(level="warning", sentence=sentence)]


def _space(root: Path) -> list[Finding]:
    free = shutil.disk_usage(root).free
    if free >= LITTLE_SPACE:
        return []
    sentence = say("Only {free} MB are free where the public page lives. Make room on that disk.", free=free // 10**6)
    return [Finding(level="warning", sentence=sentence)]
