"""What `channel test` says of a WordPress site, without publishing anything."""

from typing import Any

from notifiers.base.abilities import Diagnosis
from notifiers.channels.homepage.guard import ADMINISTERS, may
from notifiers.channels.homepage.site import Site
from schemas.sentence import say

_NEEDED = ("publish_posts", "edit_published_posts", "delete_published_posts", "upload_files")


def diagnoses(site: Site) -> list[Diagnosis]:
    """Raises `NotifierError` where the site does not answer or does not know us."""
    me = site.one("GET", "users/me", params={"context": "edit"})
    missing = [name for name in _NEEDED if not may(me, (name,))]
    found = [Diagnosis(level="ok", sentence=say("Logged in to WordPress as {name}.", name=str(me.get("slug", "?"))))]
    if missing:
        found.append(
            Diagnosis(
                level="error",
                sentence=say(
                    "The WordPress user may not publish, change and remove posts (missing: {missing}). Make it an "
                    "administrator.",
                    missing=", ".join(missing),
                ),
            )
        )
    return [*found, _lock(me)]


def _lock(me: dict[str, Any]) -> Diagnosis:
    if may(me, (ADMINISTERS,)):
        return Diagnosis(level="ok", sentence=say("The site can be locked in a crisis."))
    return Diagnosis(
        level="warning",
        sentence=say("The site cannot be locked in a crisis: that takes an administrator's application password."),
    )
