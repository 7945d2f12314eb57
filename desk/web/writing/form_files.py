"""The files of a form: sent in at once and once, named after that by their digest, and described whenever their writer likes."""

import io
from weakref import WeakKeyDictionary

from PIL import Image, ImageOps
from starlette.datastructures import FormData, UploadFile

from desk.web.forms import several, words
from desk.web.visitor import Visitor
from schemas.drafts.media import Media
from schemas.errors import InvalidInput, NotFound
from schemas.sentence import say
from store.files.incoming import stored, take_in

KEPT = "kept"
"""The form's name for a file that is here already: `sha256:alt text`, one for each."""
ALT = "alt:"
"""Prefix of the name of the field with what it shows now; it counts before what stands behind the digest."""
UNSAID = "…"
"""Stands for what nobody has said yet: such a file goes nowhere."""
_SMALL = (240, 240)
"""Pixels."""
_TAKEN_IN: WeakKeyDictionary[UploadFile, Media] = WeakKeyDictionary()
"""As long as the request lives."""


def files(visitor: Visitor, form: FormData) -> tuple[Media, ...]:
    """Those that are here already, and a newly chosen one. Every file needs an alt text (WCAG 1.1.1). Raises `InvalidInput`."""
    known = {media.sha256: media for media in files_here(visitor, form)}
    upload = new_file(form)
    if upload:
        new = _taken_in(visitor, upload, words(form, "alt"))
        known[new.sha256] = new
    if any(media.alt == UNSAID for media in known.values()):
        raise InvalidInput(say("Say what the file shows, for those who do not see it."))
    return tuple(known.values())


def files_here(visitor: Visitor, form: FormData) -> tuple[Media, ...]:
    """Those too of which nobody has said what they show (`UNSAID`)."""
    named = (one.partition(":")[::2] for one in several(form, KEPT))
    folder = visitor.app_state.settings.media
    said = ((sha, words(form, ALT + sha) if ALT + sha in form else alt) for sha, alt in named)
    return tuple(media for media in (stored(folder, sha, alt or UNSAID) for sha, alt in said) if media)


def sent_in(visitor: Visitor, form: FormData) -> tuple[Media, ...]:
    """The same, with the one that comes alone, ahead of its form; what it shows is said later. Raises `InvalidInput`, `Refused`."""
    known = {media.sha256: media for media in files_here(visitor, form)}
    if upload := new_file(form):
        new = _taken_in(visitor, upload, words(form, "alt") or UNSAID)
        known.setdefault(new.sha256, new)
    return tuple(known.values())


def new_file(form: FormData) -> UploadFile | None:
    upload = form.get("picture")
    return upload if isinstance(upload, UploadFile) and upload.filename else None


def small(visitor: Visitor, sha256: str) -> bytes:
    """A picture of ours as a small PNG; whoever knows the digest has had the file. Raises `NotFound` for what is none."""
    found = stored(visitor.app_state.settings.media, sha256, UNSAID)
    if found is None or not found.mime.startswith("image/"):
        raise NotFound(say("There is no such page."))
    made = io.BytesIO()
    with Image.open(found.path) as picture:
        picture.draft("RGB", _SMALL)
        ImageOps.contain(picture.convert("RGBA"), _SMALL).save(made, "PNG")
    return made.getvalue()


def _taken_in(visitor: Visitor, upload: UploadFile, alt: str) -> Media:
    """Once, however often its form is read."""
    if upload not in _TAKEN_IN:
        state = visitor.app_state
        _TAKEN_IN[upload] = take_in(state.ctx, state.settings, visitor.id, upload.file, alt)
    return _TAKEN_IN[upload]
