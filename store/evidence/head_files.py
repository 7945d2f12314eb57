"""Heads of the log as files in the public page's folder, where everybody may fetch and keep them.

`log-heads/newest.json` is the last one taken, `list.json` names all that are kept, newest first (`policy.evidence.log_heads.kept`).
"""

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from policy.evidence import log_heads, package
from schemas.errors import InvalidInput
from schemas.evidence.log_head import HeadSeen, LogHead
from schemas.sentence import say

FOLDER, NEWEST, LIST = "log-heads", "newest.json", "list.json"
_LARGEST = 1_000_000
"""Bytes: a letter with a head in it is smaller."""


def write(public: Path, head: LogHead) -> None:
    """Its own file first, the newest last; one that was written before is never written over. Raises `OSError`."""
    folder = public / FOLDER
    public.parent.mkdir(parents=True, exist_ok=True)
    for each in (public, folder):
        if not each.exists():
            each.mkdir(exist_ok=True)
            each.chmod(0o755)  # the web server is another user
    data = (log_heads.as_json(head) + "\n").encode()
    _replace(folder / _name(head), data)
    _thin(folder)
    _replace(folder / NEWEST, data)


def found_in(public: Path) -> list[HeadSeen]:
    """Each head that lies there, `newest.json` too; none where there is no such folder. Raises `InvalidInput`."""
    folder = public / FOLDER
    return heads([folder]) if folder.is_dir() else []


def heads(paths: Iterable[Path]) -> list[HeadSeen]:
    """Of these files, and of the files in these folders. Raises `InvalidInput` for what cannot be read."""
    return [log_heads.read(_bytes(path, _LARGEST), str(path)) for path in _files(paths, "*.json") if path.name != LIST]


def packages(paths: Iterable[Path]) -> list[HeadSeen]:
    """The last links of these packages of the archive, and of those in these folders. Raises `InvalidInput`."""
    found = _files(paths, "*.zip")
    return [log_heads.of_package(package.verify(_bytes(path, package.MOST)), str(path)) for path in found]


def _files(paths: Iterable[Path], pattern: str) -> list[Path]:
    return [file for path in paths for file in (sorted(path.glob(pattern)) if path.is_dir() else [path])]


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError:
        raise InvalidInput(say("The file {file} cannot be read.", file=str(path))) from None


def _name(head: LogHead) -> str:
    """After a restore the same number may come again with another hash: both stay."""
    return f"{head.sequence:010d}-{head.hash[:8]}.json"


def _thin(folder: Path) -> None:
    paths = folder.glob("[0-9]*.json")
    known = {path: head for path in paths if (head := log_heads.head_in(path.read_bytes()))}
    stay = [_name(head) for head in log_heads.kept(known.values())]
    for path in known:
        if path.name not in stay:
            path.unlink(missing_ok=True)
    _replace(folder / LIST, (json.dumps(stay, indent=1) + "\n").encode())


def _replace(path: Path, data: bytes) -> None:
    """Whole or not at all, and readable by the web server."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
