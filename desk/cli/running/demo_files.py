"""What a demonstration has beside the municipality file: a picture, a film, one account more, so that every channel gets something."""

import io
import shutil
import struct
from pathlib import Path
from typing import IO

from PIL import Image, ImageDraw

from schemas.municipality import Municipality

_ACCOUNTS = "\naccounts:\n"
_MORE = Path(__file__).with_name("demo_account.yaml")
"""One account of a platform that few files begin with, as lines of a municipality file."""


def town_file(original: Path, town: Municipality, folder: Path) -> Path:
    """The municipality's own file with one account more, where it has none of that platform, and its scenarios. Raises `OSError`."""
    text, more = original.read_text(encoding="utf-8"), _MORE.read_text(encoding="utf-8")
    if _ACCOUNTS in text and not any(f"platform: {account.platform.value}\n" in more for account in town.accounts):
        text = text.replace(_ACCOUNTS, _ACCOUNTS + more.replace("{unit}", town.units[0].id), 1)
    place = folder / "municipality.yaml"
    place.write_text(text, encoding="utf-8")
    if (original.parent / "scenarios").is_dir():
        shutil.copytree(original.parent / "scenarios", folder / "scenarios")
    for layer in town.layers:
        shutil.copy(original.with_name(layer.file), folder)
    return place


def picture() -> IO[bytes]:
    """A map, more or less."""
    drawn = Image.new("RGB", (800, 600), "#dfeaf2")
    pen = ImageDraw.Draw(drawn)
    pen.polygon([(120, 90), (700, 140), (640, 520), (180, 470)], outline="#1b4b6b", fill="#b7d3b0", width=6)
    pen.ellipse([(330, 230), (480, 370)], outline="#b3261e", width=10)
    found = io.BytesIO()
    drawn.save(found, "PNG")
    found.seek(0)
    return found


def film() -> IO[bytes]:
    """The least that is an MP4 (ISO 14496-12): what it is, and a header without a track."""
    header = _box(b"moov", _box(b"mvhd", bytes(100)))
    return io.BytesIO(_box(b"ftyp", b"isom", bytes(4), b"isom") + header + _box(b"mdat"))


def _box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", 8 + len(body), kind) + body
