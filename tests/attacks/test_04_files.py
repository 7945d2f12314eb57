"""Line 4: files are approved blind. Each test is named after what the attacker would get."""

import hashlib
import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageSequence
from PIL.PngImagePlugin import PngInfo

from schemas.errors import InvalidInput
from store.files.incoming import stored
from store.formats import kinds, pictures
from tests.attacks.door import FileDoor
from tests.attacks.mp4 import video

SECRET = b"Fodselsnummer 63.4N 10.9E"


def photograph() -> bytes:
    """20 by 10, the left half red; turned by EXIF, with a position and a name in it."""
    picture = Image.new("RGB", (20, 10), "blue")
    picture.paste("red", (0, 0, 10, 10))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = exif[0x013B] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (63.0, 28.0, 0.0)
    paper = io.BytesIO()
    picture.save(paper, "JPEG", exif=exif, comment=SECRET)
    return paper.getvalue()


def drawn(form: str, **more: Any) -> bytes:
    paper = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(paper, form, **more)
    return paper.getvalue()


def png_of(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def test_the_place_where_a_picture_was_taken(door: FileDoor) -> None:
    media, kept = door.taken(photograph() + SECRET)
    assert SECRET not in kept and b"Exif" not in kept and media.sha256 == hashlib.sha256(kept).hexdigest()
    with Image.open(io.BytesIO(kept)) as picture:
        assert dict(picture.getexif()) == {} and "comment" not in picture.info
        assert picture.size == (10, 20), "upright"
        red, _, blue = (band.crop((2, 2, 8, 8)).tobytes() for band in picture.split())
        assert min(red) > 200 > max(blue)
    assert (media.mime, media.size) == ("image/jpeg", len(kept))


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
def test_words_hidden_beside_a_picture(door: FileDoor, form: str) -> None:
    words = PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    more: dict[str, dict[str, Any]] = {
        "PNG": {"pnginfo": words},
        "GIF": {"comment": SECRET},
        "WEBP": {"xmp": SECRET, "exif": b"Exif\0\0" + SECRET},
    }
    data = drawn(form, **more[form]) + SECRET
    assert data.count(SECRET) > 1
    media, kept = door.taken(data)
    assert SECRET not in kept and media.mime == f"image/{form.lower()}"


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
def test_words_hidden_in_a_picture_that_moves(door: FileDoor, form: str) -> None:
    frames = [Image.new("RGBA", (8, 8), colour) for colour in ("red", "blue", "green")]
    paper = io.BytesIO()
    frames[0].save(paper, form, save_all=True, append_images=frames[1:], duration=120, loop=0)
    _, kept = door.taken(paper.getvalue() + SECRET)
    with Image.open(io.BytesIO(kept)) as picture:
        assert SECRET not in kept and len(list(ImageSequence.Iterator(picture))) == 3, "and it still moves"


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\0",
        b"<script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"GIF89a/*" + b"x" * 40,
        b" %PDF-1.4",
        b"<html>%PDF-1.4",
        b"PK\x03\x04",
        b"\0\0\0\x14ftypqt  ",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"\xff\xd8\xff\xe0<?php",
        b"RIFF\0\0\0\0WEBP<html>",
        photograph()[:300],
        b"",
    ],
)
def test_a_program_under_the_name_of_a_picture(door: FileDoor, data: bytes) -> None:
    with pytest.raises(InvalidInput):
        door.take(data)
    assert door.left == []


def test_all_memory_by_one_small_picture(door: FileDoor) -> None:
    for width, height in ((65_000, 65_000), (pictures.MOST_PIXELS // 5_000 + 1, 5_000)):
        with pytest.raises(InvalidInput, match="too large"):
            door.take(png_of(width, height))
    assert door.left == []


def test_all_memory_by_a_picture_of_many_frames(door: FileDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = [Image.new("L", (10, 10), shade) for shade in range(0, 200, 10)]
    paper = io.BytesIO()
    frames[0].save(paper, "GIF", save_all=True, append_images=frames[1:])
    for name, most, why in (("MOST_PIXELS", 1_900, "too large"), ("MOST_FRAMES", 19, "moves for too long")):
        with monkeypatch.context() as few:
            few.setattr(pictures, name, most)
            with pytest.raises(InvalidInput, match=why):
                door.take(paper.getvalue())
    assert door.taken(paper.getvalue())[0].mime == "image/gif"


def test_half_a_file_under_the_name_of_a_whole_one(door: FileDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def full(_number: int) -> None:
        seen.extend(path.name for path in door.media.iterdir())
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        door.take(video())
    assert [name.startswith(kinds.UNFINISHED) for name in seen] == [True] and door.left == []


def test_a_file_that_another_digest_finds(door: FileDoor) -> None:
    media, _ = door.taken(video())
    assert stored(door.media, media.sha256, "Et bilde") == media
    for digest in (media.sha256[:-1] + "*", "*" * 64, "../" + media.sha256, media.sha256[:63], ""):
        assert stored(door.media, digest, "x") is None
