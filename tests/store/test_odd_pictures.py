"""Pictures of odd shapes that were invented against the way in: they are shown as they were, or refused in their own words."""

import io
from typing import Any

import pytest
from PIL import Image

from schemas.errors import InvalidInput
from store.formats.kinds import kind_of
from store.formats.pictures import MOST_FRAMES, drawn_anew

COLOURS = ("red", "green", "blue")


def kept(picture: Image.Image, form: str, mime: str, **more: Any) -> Image.Image:
    paper = io.BytesIO()
    picture.save(paper, form, **more)
    paper.seek(0)
    return Image.open(io.BytesIO(drawn_anew(paper, mime)))


@pytest.mark.parametrize(
    ("mode", "value", "shown"), [("I;16", 40_000, 156), ("I;16", 200, 0), ("I;16", 65_535, 255), ("L", 156, 156)]
)
def test_grey_of_sixteen_bits_stays_grey(mode: str, value: int, shown: int) -> None:
    made = kept(Image.new(mode, (8, 8), value), "PNG", "image/png").convert("RGB")
    assert made.getpixel((3, 3)) == (shown, shown, shown)


@pytest.mark.parametrize(
    ("mode", "colour", "shown"),
    [("1", 1, (255, 255, 255, 255)), ("LA", (200, 100), (200, 200, 200, 100)), ("RGBA", (1, 2, 3, 0), (1, 2, 3, 0))],
)
def test_every_kind_of_pixel_stays_what_it_was(mode: str, colour: Any, shown: tuple[int, ...]) -> None:
    assert kept(Image.new(mode, (8, 8), colour), "PNG", "image/png").convert("RGBA").getpixel((3, 3)) == shown


def test_red_of_a_printers_picture_is_red() -> None:
    made = kept(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG", "image/jpeg")
    red, green, blue = made.convert("RGB").getpixel((9, 9))  # type: ignore[misc]  # three numbers, of an RGB picture
    assert red > 200 and green < 60 and blue < 60


@pytest.mark.parametrize(("form", "mime"), [("GIF", "image/gif"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_what_moves_keeps_its_pace(form: str, mime: str) -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in COLOURS]
    more = {"save_all": True, "append_images": frames[1:], "duration": [100, 2_000, 300], "loop": 0}
    made = kept(frames[0], form, mime, **more)
    lasting = []
    for number in range(made.n_frames):  # type: ignore[attr-defined]  # of what moves
        made.seek(number)
        made.load()
        lasting.append(round(made.info["duration"]))
    assert lasting == [100, 2_000, 300] and made.info["loop"] == 0


def test_what_moves_for_ever_is_told_so() -> None:
    frames = [Image.new("RGB", (2, 2), COLOURS[place % 3]) for place in range(MOST_FRAMES + 1)]
    with pytest.raises(InvalidInput, match="moves for too long"):
        kept(frames[0], "GIF", "image/gif", save_all=True, append_images=frames[1:], duration=20)


@pytest.mark.parametrize("turned", range(2, 9))
def test_a_turned_picture_comes_upright(turned: int) -> None:
    """The red corner lies where a viewer that obeys the tag shows it."""
    corners = {2: (29, 0), 3: (29, 9), 4: (0, 9), 5: (0, 0), 6: (9, 0), 7: (9, 29), 8: (0, 29)}
    picture, tags = Image.new("RGB", (30, 10), "white"), Image.Exif()
    picture.putpixel((0, 0), (255, 0, 0))
    tags[0x112] = turned
    made = kept(picture, "PNG", "image/png", exif=tags)
    assert made.convert("RGB").getpixel(corners[turned]) == (255, 0, 0) and not made.getexif()


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"\0\0\0\x18ftyp3gp4\0\0\0\0isom3gp4", "3GP"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (b"\xff\x0a" + bytes(50), "JPEG XL"),
        (b"\0\0\0\x18ftypheix\0\0\0\0mif1heix", "HEIC"),
        (b"8BPS\0\1" + bytes(40), "A file is a picture"),
        (b"PK\x03\x04" + bytes(40), "A file is a picture"),
        (b"\n\n%PDF-1.4\n%%EOF", "A file is a picture"),
        ("Hei".encode("utf-16"), "A file is a picture"),
        (b"RIFF\0\0\0\0WAVE", "A file is a picture"),
    ],
)
def test_what_is_not_taken_is_named(head: bytes, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        kind_of(head, 100)


@pytest.mark.parametrize("brands", [b"XAVC\0\0\0\0XAVCmp42", b"f4v \0\0\0\0isomf4v ", b"mp71\0\0\0\0iso2avc1"])
def test_a_film_of_a_cameras_own_brand_is_what_it_is_made_to_fit(brands: bytes) -> None:
    assert kind_of(b"\0\0\0\x18ftyp" + brands, 100) == "video/mp4"
    with pytest.raises(InvalidInput, match="HEIC"):
        kind_of(b"\0\0\0\x18ftypheic" + brands[4:], 100)
