"""A picture is drawn anew before it is kept: what it shows stays; where it was taken, and by whom, does not.

EXIF (positions, names, thumbnails of what was cut away), XMP, comments and whatever follows the picture's end are gone; what
EXIF says about orientation is done first, and colours become sRGB.
"""

import io
import struct
import warnings
from typing import IO, Any

from PIL import Image, ImageCms, ImageOps, ImageSequence

from schemas.errors import InvalidInput
from schemas.sentence import say

MOST_PIXELS = 50_000_000
"""Of all frames together: what a telephone takes, and 200 MB while it is drawn."""
MOST_FRAMES = 500
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
_QUALITY = 90
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, EOFError, KeyError, IndexError, struct.error)
"""What Pillow raises for a file that is not what it says, or ends too early."""
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def drawn_anew(file: IO[bytes], mime: str) -> bytes:
    """The picture alone, in the format it had. Raises `InvalidInput` for one that cannot be drawn, or is too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=[_FORMATS[mime]]) as picture:
                frames, lasting = _frames(picture, mime)
                return _written(frames, mime, _timing(picture, lasting))
    except _BOMBS:
        raise _too_large() from None
    except _BROKEN:
        raise InvalidInput(
            say("The file is no picture that can be shown. Save it anew, and choose it again.")
        ) from None


def _frames(picture: Image.Image, mime: str) -> tuple[list[Image.Image], list[float]]:
    """With how long each is shown, in milliseconds."""
    made, lasting = list[Image.Image](), list[float]()
    pixels = 0
    for frame in ImageSequence.Iterator(picture):
        pixels += frame.width * frame.height
        if len(made) == MOST_FRAMES:
            raise InvalidInput(
                say("The picture moves for too long (at most {most} frames). Send it as a video.", most=MOST_FRAMES)
            )
        if pixels > MOST_PIXELS:
            raise _too_large()
        made.append(_clean(frame, mime))
        lasting.append(_number(picture.info.get("duration")))
        if mime == "image/jpeg":
            break  # what a camera puts behind the picture is another picture
    return made, lasting


def _clean(frame: Image.Image, mime: str) -> Image.Image:
    """Upright, in sRGB, and without a word beside its pixels."""
    upright = _upright(frame)
    seen = "transparency" in upright.info or upright.mode in ("RGBA", "LA", "PA", "La", "RGBa")
    mode = "RGBA" if seen and mime != "image/jpeg" else "RGB"
    made = _in_srgb(upright, mode)
    made.info = {}
    return made


def _upright(frame: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(frame)
    except _BROKEN:
        return frame  # what cannot be read says nothing about orientation; the pixels are asked for next


def _in_srgb(picture: Image.Image, mode: str) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return made.convert(mode) if made else picture.convert(mode)
        except (ImageCms.PyCMSError, *_BROKEN):
            pass  # a profile that cannot be read says nothing about colours
    return _of_eight_bits(picture).convert(mode)


def _of_eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of sixteen bits a pixel; as it is, all that is brighter than 255 of 65,535 would be white."""
    if picture.mode != "I" and not picture.mode.startswith("I;16"):
        return picture
    return picture.convert("I").point(lambda bright: bright / 256).convert("L")


def _timing(picture: Image.Image, lasting: list[float]) -> dict[str, Any]:
    """Of what moves; asked after the frames were gone through, when the library knows it."""
    loop = {"loop": picture.info["loop"]} if isinstance(picture.info.get("loop"), int) else {}
    return loop | ({"duration": [round(each) for each in lasting]} if any(lasting) else {})


def _number(given: Any) -> float:
    return float(given) if isinstance(given, int | float) else 0.0


def _written(frames: list[Image.Image], mime: str, timing: dict[str, Any]) -> bytes:
    paper, more = io.BytesIO(), {}
    if len(frames) > 1:
        more = {"save_all": True, "append_images": frames[1:], **timing}
    if mime in ("image/jpeg", "image/webp"):
        more["quality"] = _QUALITY
    frames[0].save(paper, _FORMATS[mime], **more)
    return paper.getvalue()


def _too_large() -> InvalidInput:
    return InvalidInput(
        say(
            "The picture is too large to draw (at most {most} million pixels). Make it smaller.",
            most=MOST_PIXELS // 10**6,
        )
    )
