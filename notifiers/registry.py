"""Our plugins, made known to Apprise under schemas of their own, so that ordinary Apprise URLs work."""

from functools import cache
from pathlib import Path
from typing import Any

import apprise

from notifiers.addresses import OURS, form_of, kind_of, with_ascii_host
from notifiers.base.plugin import Plugin
from notifiers.platforms import PLATFORMS
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import Sentence, say

ANY_SERVICE: type[Any] = next(spec.plugin for spec in PLATFORMS.values() if spec.any_service and spec.plugin)
"""Wraps an Apprise service that is not ours."""

APPRISE_PLUGINS = Path(__file__).parent / "apprise_plugins"
"""What `apprise -P` is given. Apprise 1.13 looks for plugins in folders and files only, never for entry points."""


@cache
def register() -> None:
    manager = apprise.NotificationManager()
    for plugin in OURS:
        manager.add(plugin)


def make_plugin(url: str) -> Plugin:
    """Ours, or any other Apprise service behind the same interface. The URL may be a secret: never repeat it.

    Raises `NotifierError` with the channel's own words, and the form its address has.
    """
    kind, whole = kind_of(url), with_ascii_host(url)
    made = _ours(kind, whole) if kind else _of_apprise(whole)
    if made is None:
        raise NotifierError(_not_understood(url), RetryClass.OPERATOR)
    if isinstance(made, Plugin):
        return made
    wrapped: Plugin = ANY_SERVICE(made)
    return wrapped


def _ours(kind: type[Plugin], url: str) -> Plugin | None:
    """As Apprise makes it, which imports all its own hundred and more services before it makes the first."""
    try:
        parts = kind.parse_url(url.replace("/#", "/%23"))
        return kind(**parts) if parts else None
    except NotifierError:
        raise
    except Exception:  # whatever Apprise raises for an address it does not like
        return None


def _of_apprise(url: str) -> Any:
    register()
    try:
        return apprise.Apprise.instantiate(url, suppress_exceptions=False)
    except Exception:  # as above
        return None


def _not_understood(url: str) -> Sentence:
    kind = kind_of(url)
    if kind is None:
        return say(
            "The stored address is not one that Apprise understands. Store it again with `krisekanal secret set`."
        )
    return say(
        "This is no whole address of {channel}. It is written: {form}. Store it again with `krisekanal secret set`.",
        channel=str(kind.service_name),
        form=form_of(kind),
    )
