"""Our plugins, made known to Apprise under schemas of their own, so that ordinary Apprise URLs work."""

from functools import cache
from pathlib import Path
from typing import Any

import apprise

from notifiers.base.plugin import Plugin
from notifiers.platforms import PLATFORMS
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

OURS: tuple[type[Plugin], ...] = tuple(plugin for spec in PLATFORMS.values() for plugin in spec.plugins())
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
    """Ours, or any other Apprise service behind the same interface. The URL may be a secret: never repeat it."""
    register()
    made = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if made is None:
        raise NotifierError(
            say("The stored address is not one that Apprise understands. Store it again with `krisekanal secret set`."),
            RetryClass.OPERATOR,
        )
    if isinstance(made, Plugin):
        return made
    wrapped: Plugin = ANY_SERVICE(made)
    return wrapped
