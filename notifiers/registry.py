"""Our plugins, made known to Apprise under schemas of their own, so that ordinary Apprise URLs work."""

from functools import cache

import apprise

from notifiers.base.plugin import Plugin
from notifiers.channels.blogger import Blogger
from notifiers.channels.bluesky import Bluesky
from notifiers.channels.console import Console
from notifiers.channels.email import KriseMail
from notifiers.channels.facebook import Facebook
from notifiers.channels.flickr import Flickr
from notifiers.channels.homepage import WordPress
from notifiers.channels.linkedin import LinkedIn
from notifiers.channels.mastodon import Mastodon
from notifiers.channels.public_page import PublicPage
from notifiers.channels.sms import Elks, Link, Sinch, Smpp
from notifiers.channels.teams import Teams
from notifiers.channels.telegram import Telegram
from notifiers.channels.threads import Threads
from notifiers.channels.webhook import WebhookChannel
from notifiers.channels.x import X
from notifiers.channels.youtube import YouTube
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

OURS: tuple[type[Plugin], ...] = (
    Console,
    PublicPage,
    KriseMail,
    Mastodon,
    WordPress,
    Blogger,
    Facebook,
    LinkedIn,
    X,
    YouTube,
    Flickr,
    Threads,
    Telegram,
    Teams,
    Bluesky,
    Elks,
    Sinch,
    Link,
    Smpp,
)


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
    return made if isinstance(made, Plugin) else WebhookChannel(made)
