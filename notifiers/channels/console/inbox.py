"""What an exercise's residents write to a sandbox account: a file of JSON lines, the newest version of an id is how it stands."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from schemas.dialogue.remark import RemarkPage, RemoteRemark

_PAGE = 100
"""Lines read at a time."""


class RemarkFile:
    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, remark: RemoteRemark) -> None:
        """Raises `OSError`."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(remark.model_dump_json() + "\n")
            file.flush()
            os.fsync(file.fileno())

    def page(self, cursor: str | None) -> RemarkPage:
        """`cursor` is the number of lines that were read before."""
        begin = int(cursor) if cursor and cursor.isdigit() else 0
        lines = list(self._lines())
        chosen = lines[begin : begin + _PAGE]
        end = begin + len(chosen)
        return RemarkPage(remarks=tuple(chosen), cursor=str(end), more=end < len(lines))

    def newest(self, remote_id: str) -> RemoteRemark | None:
        """None for one that is deleted, or never was."""
        found = [line for line in self._lines() if line.remote_id == remote_id]
        return found[-1] if found and not found[-1].deleted else None

    def _lines(self) -> Iterator[RemoteRemark]:
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8", errors="replace") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            written = file.read().split("\n")
        for line in written:
            try:
                yield RemoteRemark.model_validate_json(line)
            except ValidationError:
                continue
