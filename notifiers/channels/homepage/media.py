"""Pictures and documents in WordPress' library, each once, attached to the post they belong to."""

from typing import Any

from notifiers.base.attachment import approved_bytes
from notifiers.base.http import GONE
from notifiers.base.markup import Picture
from notifiers.channels.homepage.site import Site
from policy.file_names import readable_name
from schemas.drafts.media import Media

_OURS = "krise-"


def attach(site: Site, post: int, media: tuple[Media, ...]) -> list[Picture]:
    """Upload what the post does not have yet. Raises `NotifierError`."""
    there = {entry["slug"]: entry for entry in _attached(site, post)} if media else {}
    return [_picture(site, there.get(_name(post, one)) or _upload(site, post, one), one) for one in media]


def detach(site: Site, post: int) -> None:
    """Take our files away too: a picture has an address of its own that would live on."""
    for entry in _attached(site, post):
        if str(entry["slug"]).startswith(_OURS):
            site.ask("DELETE", f"media/{entry['id']}", params={"force": "true"}, accept=GONE)


def _attached(site: Site, post: int) -> list[dict[str, Any]]:
    return site.every("media", {"parent": post, "context": "edit", "status": "inherit,private"})


def _upload(site: Site, post: int, media: Media) -> dict[str, Any]:
    name = _name(post, media)
    file = (readable_name(media), approved_bytes(media), media.mime)
    fields = {"alt_text": media.alt, "title": media.alt, "slug": name, "post": str(post)}
    return site.one("POST", "media", files={"file": file}, data=fields, creates=False)


def _name(post: int, media: Media) -> str:
    return f"{_OURS}{post}-{media.sha256[:16]}"


def _picture(site: Site, entry: dict[str, Any], media: Media) -> Picture:
    if not isinstance(entry.get("source_url"), str):
        raise site.unreadable()
    return Picture(entry["source_url"], media.alt, media.mime.startswith("image/"))
