"""What a file is called where people see its name: what it shows, in letters that every system takes."""

from pathlib import Path

from slugify import slugify

from schemas.drafts.media import Media

_LONGEST = 60


def readable_name(media: Media) -> str:
    """“Kart over Lånke” becomes `kart-over-lanke.png`; one without such letters is called by its first digits."""
    words = slugify(media.alt, max_length=_LONGEST, word_boundary=True)
    return (words or media.sha256[:16]) + Path(media.path).suffix.lower()
