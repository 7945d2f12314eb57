"""The file that a backup is: a tar (gzip) of everything, and a manifest with the digest of each file at its end."""

import gzip
import hashlib
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from schemas.errors import InvalidInput
from schemas.evidence.backup import Manifest
from schemas.sentence import say
from store.files.kept import digest

MANIFEST = "backup.json"
_BROKEN = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, FileNotFoundError, FileExistsError, ValueError)
"""What is raised by a file that is no whole backup."""
_UNFINISHED = (".new", ".tmp", ".part")


def files_below(folder: Path) -> Iterator[Path]:
    """Whole files only: no link, nothing half written."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink() and not path.name.endswith(_UNFINISHED):
            yield path


def write(file: Path, manifest: Manifest, places: Mapping[str, Path]) -> Manifest:
    """`places`: name in the backup to the file. Whole or not at all, readable by its owner only. Raises `OSError`.

    What is gone before it could be read is left out; the manifest says what is there.
    """
    beside = file.with_name(f"{file.name}.part")
    kept: dict[str, str] = {}
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as tar:
                for name, path in places.items():
                    if path.exists():
                        kept[name] = _add(tar, name, path)
                made = manifest.model_copy(update={"files": kept})
                _add_text(tar, MANIFEST, made.model_dump_json(indent=1))
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return made


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Its digest is of the bytes that were added: a file that changes meanwhile is another one by then."""
    with path.open("rb") as data:
        size = os.fstat(data.fileno()).st_size
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(path.stat().st_mtime)
        reader = _Digesting(data)
        tar.addfile(info, reader)
        return reader.hash.hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(text.encode()), 0o600
    tar.addfile(info, BytesIO(text.encode()))


class _Digesting:
    """A file that is read through here once, and then is known."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.hash.update(piece)
        return piece


def unpack(file: Path, folder: Path) -> Manifest:
    """Into an empty folder, every file compared with its digest. Raises `InvalidInput` for what is no whole backup, `OSError`."""
    try:
        _take_all_out(file, folder)
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except _BROKEN as error:
        if not file.exists():
            raise InvalidInput(say("There is no file {file}.", file=str(file))) from error
        raise _not_whole(file) from None
    for name, expected in manifest.files.items():
        if not (folder / name).is_file() or digest(folder / name) != expected:
            raise _not_whole(file)
    return manifest


def _take_all_out(file: Path, folder: Path) -> None:
    """Read to its very end, where gzip says whether all of it came."""
    with gzip.open(file) as plain:
        with tarfile.open(fileobj=plain, mode="r:") as tar:
            for member in tar:
                _take_out(tar, member, folder)
        while plain.read(1 << 20):
            pass


def _take_out(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """A file, below the folder, and nothing else: no link, no device, no way out."""
    place = folder / member.name
    inside = tar.extractfile(member) if member.isreg() else None
    if inside is None or Path(member.name).is_absolute() or ".." in Path(member.name).parts:
        raise ValueError(member.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as out:
        shutil.copyfileobj(inside, out)


def _not_whole(file: Path) -> InvalidInput:
    return InvalidInput(say("{file} is no whole backup of Krisekanal. Take another one.", file=str(file)))
