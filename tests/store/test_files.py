"""Files as people choose them, each test named after the right value: told by content, cleaned, measured, made to fit."""

import hashlib
import io
import os
import struct
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from notifiers.platforms import PLATFORMS
from notifiers.render import beside, render
from policy.file_names import readable_name
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.drafts.media import Media
from schemas.drafts.rendering import Rendering, RenderJob
from schemas.errors import InvalidInput
from store.files import smaller, unused
from store.files.incoming import stored
from tests.attacks.door import FileDoor
from tests.attacks.mp4 import FTYP, box
from tests.notifiers.scenes import account

SECRET = b"Fodselsnummer 63.4N 10.9E"
_PICTURES = [platform for platform, spec in PLATFORMS.items() if spec.media.most != 0 and spec.media.kinds != {}]


def picture(width: int, height: int, form: str = "JPEG", *, noisy: bool = False, **more: Any) -> bytes:
    """`noisy`: hard to make small, as a photograph of a wood is."""
    made = Image.new("RGB", (width, height), "green")
    if noisy:
        made = Image.frombytes("RGB", (width, height), os.urandom(3 * width * height))
    paper = io.BytesIO()
    made.save(paper, form, **more)
    return paper.getvalue()


def film(width: int, height: int, seconds: int) -> bytes:
    """Whole, with a track that shows pictures of this size."""
    head = box(b"mvhd", bytes(12), struct.pack(">II", 1_000, seconds * 1_000 - 1), bytes(80))
    frame = box(b"tkhd", bytes(76), struct.pack(">II", width << 16, height << 16))
    shown = box(b"mdia", box(b"mdhd", bytes(24)), box(b"hdlr", bytes(8), b"vide", bytes(13)), box(b"minf"))
    return FTYP + box(b"moov", head, box(b"trak", frame, shown)) + box(b"mdat")


def media(width: int, height: int, mime: str = "image/png", seconds: int = 0) -> Media:
    return Media(path="/k", sha256="0" * 64, mime=mime, size=9, alt="Kart", width=width, height=height, seconds=seconds)


def on(platform: Platform, *files: Media) -> Rendering:
    extra: dict[str, Any] = {"recipients": ("hvem",)} if PLATFORMS[platform].addressed else {}
    content = Content(title="Kok vannet", body="Kok alt vann.", media=files)
    return render(RenderJob(content=content, account=account(platform, **extra), municipality="Prøve kommune"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", "AVIF"),
        (picture(8, 8, "TIFF"), "TIFF"),
        (picture(8, 8, "BMP"), "BMP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "MOV"),
        (b"\x1aE\xdf\xa3webm", "WebM"),
        (b"<!doctype html><p>Logg inn</p>", "A file is a picture"),
        (b"bare tekst.", "A file is a picture"),
        (picture(40, 40)[:400], "no picture that can be shown"),
        (picture(40, 40, "PNG")[:60], "no picture that can be shown"),
        (picture(40, 40, "WEBP")[:-9], "no picture that can be shown"),
        (FTYP, "no video that can be shown"),
        (b"\xff\xd8\xff" + b"x" * 10_000_000, "11 MB"),
        (b"%PDF-1.7 half", "cannot be read"),
    ],
)
def test_what_the_file_is_is_said_by_its_content_whatever_it_is_called(door: FileDoor, data: bytes, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        door.take(data)
    assert door.left == []


def test_webp_is_taken_on_a_machine_that_knows_no_kinds_of_files(
    door: FileDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("guess_type", "guess_extension", "init"):
        monkeypatch.setattr(f"mimetypes.{name}", refused)
    media, _ = door.taken(picture(8, 8, "WEBP"))
    assert (media.mime, Path(media.path).suffix) == ("image/webp", ".webp")


def refused(*_: object, **__: object) -> None:
    raise AssertionError("the machine's table was asked")


@pytest.mark.parametrize(
    ("platform", "file", "says"),
    [
        (Platform.TELEGRAM, media(100, 4_000), "20 times as"),
        (Platform.TELEGRAM, media(4_500, 100), "20 times as"),
        (Platform.TELEGRAM, media(200, 4_000), None),
        (Platform.TELEGRAM, media(6_000, 4_001), "10000 of width and height"),
        (Platform.TELEGRAM, media(6_000, 4_000), None),
        (Platform.X, media(8_193, 500), "8192 on the longest"),
        (Platform.X, media(8_192, 8_192), None),
        (Platform.LINKEDIN, media(6_024, 6_002), "36,2 million"),
        (Platform.LINKEDIN, media(6_000, 6_000), None),
        (Platform.MASTODON, media(7_681, 4_320), "33,2 million"),
        (Platform.MASTODON, media(7_680, 4_320), None),
        (Platform.MASTODON, media(3_841, 2_160, "video/mp4"), "8,3 million"),
        (Platform.MASTODON, media(3_840, 2_160, "video/mp4"), None),
        (Platform.YOUTUBE, media(1_920, 1_080, "video/mp4", 12 * 3_600 + 1), "721 minutes, and YouTube takes 720"),
        (Platform.YOUTUBE, media(1_920, 1_080, "video/mp4", 12 * 3_600), None),
        (Platform.X, media(0, 0), None),
    ],
)
def test_pixels_ratio_and_length_are_refused_before_approval(platform: Platform, file: Media, says: str | None) -> None:
    if says is None:
        assert on(platform, file).media == (file,)
    else:
        with pytest.raises(InvalidInput, match=says):
            on(platform, file)


def test_a_large_picture_goes_out_smaller_where_the_channel_takes_less_and_the_preview_says_so(door: FileDoor) -> None:
    media, kept = door.taken(picture(5_000, 1_500, noisy=True, quality=70))
    assert (media.width, media.height, media.size) == (5_000, 1_500, len(kept)) and media.size > 4_000_000
    assert stored(door.media, media.sha256, media.alt) == media, "as the form names it again"
    whole = on(Platform.HOMEPAGE, media)
    assert whole.media == (media,) and beside(whole) == []
    for platform, most in ((Platform.FACEBOOK, 4_000_000), (Platform.BLUESKY, 1_000_000)):
        made = on(platform, media)
        (out,) = made.media
        data = Path(out.path).read_bytes()
        assert len(data) == out.size <= most and hashlib.sha256(data).hexdigest() == out.sha256 and not made.left_out
        with Image.open(io.BytesIO(data)) as drawn:
            assert drawn.size == (out.width, out.height) and drawn.width < 5_000
            assert abs(drawn.width / drawn.height - 5_000 / 1_500) < 0.01, "not stretched"
        (told,) = beside(made)
        assert f"{out.width} × {out.height} pixels" in str(told)


def test_a_picture_of_a_kind_that_a_channel_does_not_take_goes_out_as_a_jpeg(door: FileDoor) -> None:
    media, _ = door.taken(picture(60, 40, "WEBP"))
    (out,) = on(Platform.FACEBOOK, media).media
    assert (out.mime, out.width, out.height, out.whole) == ("image/jpeg", 60, 40, media.sha256)
    assert on(Platform.BLUESKY, media).media == (media,)
    small, _ = door.taken(picture(60, 40))
    assert small.smaller == (), "what every channel takes is left as it is"


def test_what_moves_stays_whole_or_is_refused(door: FileDoor) -> None:
    frames = [Image.new("L", (8, 8), shade) for shade in (0, 90, 180)]
    paper = io.BytesIO()
    frames[0].save(paper, "GIF", save_all=True, append_images=frames[1:])
    media, _ = door.taken(paper.getvalue())
    assert media.smaller == () and on(Platform.FACEBOOK, media).left_out == (media,)


def test_what_is_seen_through_becomes_white_and_not_black(door: FileDoor) -> None:
    paper = io.BytesIO()
    Image.new("RGBA", (5_000, 50), (0, 0, 0, 0)).save(paper, "PNG")
    media, _ = door.taken(paper.getvalue())
    with Image.open(media.smaller[0].path) as drawn:
        assert drawn.convert("RGB").getpixel((9, 9)) == (255, 255, 255)


def test_a_video_is_measured(door: FileDoor) -> None:
    media, _ = door.taken(film(1_280, 720, 90))
    assert (media.width, media.height, media.seconds) == (1_280, 720, 90)


def test_smaller_ones_go_with_the_picture_they_were_made_of(door: FileDoor) -> None:
    media, _ = door.taken(picture(5_000, 50))
    assert len(door.left) == 1 + len(media.smaller) > 1
    old = door.ctx.clock() - timedelta(days=9)
    for path in door.media.iterdir():
        os.utime(path, (old.timestamp(), old.timestamp()))
    unused.remove(door.ctx, door.media, timedelta(days=-1))
    assert door.left == []


@pytest.mark.parametrize(
    ("alt", "name"),
    [
        ("Kart over Lånke", "kart-over-lanke.png"),
        ("Sperret vei ved Hell: E6/E14", "sperret-vei-ved-hell-e6-e14.png"),
        ("Čáhci Snåasen", "cahci-snaasen.png"),
        ("../../etc/passwd\r\nX: 1", "etc-passwd-x-1.png"),
        ("🌊🌊", "0" * 16 + ".png"),
        ("ord " * 60, "-".join(["ord"] * 15) + ".png"),
    ],
)
def test_a_file_is_called_what_it_shows(alt: str, name: str) -> None:
    assert readable_name(Media(path="/a/b.PNG", sha256="0" * 64, mime="image/png", size=1, alt=alt)) == name


def _described(form: str, width: int, height: int, turned: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010E] = exif[0x013B] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (63.0, 28.0, 0.0)
    words = PngInfo()
    words.add_text("Comment", SECRET.decode())
    more: dict[str, dict[str, Any]] = {
        "JPEG": {"comment": SECRET},
        "PNG": {"pnginfo": words},
        "WEBP": {"xmp": SECRET},
    }
    return picture(width, height, form, exif=exif, **more[form]) + SECRET


def _fits(platform: Platform, file: Media) -> bool:
    """Asked of the picture itself, not of what we have noted of it."""
    rules = PLATFORMS[platform].media
    with Image.open(file.path) as drawn:
        measured = file.model_copy(update={"width": drawn.width, "height": drawn.height})
    most = (rules.kinds or {}).get(file.mime, file.size)
    return Path(file.path).stat().st_size <= most and rules.picture.misfit("K", measured) is None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    width=st.integers(1, 9_000),
    height=st.integers(1, 400),
    turned=st.integers(1, 8),
)
def test_whatever_picture_comes_in_what_goes_out_says_nothing_beside_it_and_fits_its_channel(
    door: FileDoor, form: str, width: int, height: int, turned: int
) -> None:
    media, _ = door.taken(_described(form, width, height, turned))
    assert (media.width, media.height) == ((height, width) if turned >= 5 else (width, height)), "upright"
    for file in (media, *media.smaller):
        data = Path(file.path).read_bytes()
        assert SECRET not in data
        with Image.open(io.BytesIO(data)) as drawn:
            assert dict(drawn.getexif()) == {} and not {"comment", "xmp", "exif", "Comment"} & drawn.info.keys()
    for platform in _PICTURES:
        try:
            made = on(platform, media)
        except InvalidInput:
            continue
        assert all(_fits(platform, file) for file in made.media)
        assert {each.whole for each in (*made.media, *made.left_out)} == {media.sha256}


def test_the_bounds_of_smaller_ones_fit_every_channel_that_takes_pictures() -> None:
    first, last = smaller.BOUNDS
    for platform in _PICTURES:
        rules = PLATFORMS[platform].media
        most = (rules.kinds or {}).get("image/jpeg")
        if most is None:
            continue
        assert last.size <= most and (first.size <= most or platform is Platform.BLUESKY)
        square = media(first.side, first.side, "image/jpeg")
        assert rules.picture.misfit("K", square) is None
