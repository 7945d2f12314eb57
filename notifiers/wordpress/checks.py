"""What `channel test` says of a WordPress site, without publishing anything."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from notifiers.abilities import Finding
from notifiers.wordpress.guard import ADMINISTERS, may
from notifiers.wordpress.site import Site, readable
from schemas.sentence import say

_SKEW = 120.0
"""Seconds between two clocks before it is worth a word: posts are read back by time."""
_NEEDED = ("publish_posts", "edit_published_posts", "delete_published_posts", "upload_files")


def findings(site: Site) -> list[Finding]:
    """Raises `NotifierError` where the site does not answer or does not know us."""
    answer = site.ask("GET", "users/me", params={"context": "edit"})
    me = readable(answer)
    missing = [name for name in _NEEDED if not may(me, (name,))]
    found = [Finding(level="ok", sentence=say("Logged in to WordPress as {name}.", name=str(me.get("slug", "?"))))]
    if missing:
        found.append(Finding(level="error", sentence=say(
            "The WordPress user may not publish, change and remove posts (missing: {missing}). Make it an "
            "administrator.", missing=", ".join(missing))))  # fmt: skip
    return [*found, _lock(me), *_clock(answer)]


def _lock(me: dict[str, Any]) -> Finding:
    if may(me, (ADMINISTERS,)):
        return Finding(level="ok", sentence=say("The site can be locked in a crisis."))
    return Finding(level="warning", sentence=say(
        "The site cannot be locked in a crisis: that takes an administrator's application password."))  # fmt: skip


def _clock(answer: httpx.Response) -> list[Finding]:
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        return []
    apart = abs((datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds())
    if apart <= _SKEW:
        return []
    return [Finding(level="warning", sentence=say(
        "WordPress' clock and ours are {seconds} seconds apart. Set both by a time server.", seconds=round(apart)))]  # fmt: skip
