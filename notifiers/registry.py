"""Our plugins, made known to Apprise under schemas of their own, so that ordinary Apprise URLs work."""

from functools import cache

import apprise

from notifiers.blogger import Blogger
from notifiers.bluesky import Bluesky
from notifiers.console import Console
from notifiers.email import KriseMail
from notifiers.facebook import Facebook
from notifiers.flickr import Flickr
from notifiers.linkedin import LinkedIn
from notifiers.mastodon import Mastodon
from notifiers.plugin import Plugin
from notifiers.public_page import PublicPage
from notifiers.sms import Elks, Link, Sinch, Smpp
from notifiers.teams import Teams
from notifiers.telegram import Telegram
from notifiers.threads import Threads
from notifiers.webhook import Webhook
from notifiers.wordpress import WordPress
from notifiers.x import X
from notifiers.youtube import YouTube
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

OURS: tuple[type[Plugin], ...] = (
    Console, PublicPage, KriseMail, Mastodon, WordPress, Blogger, Facebook, LinkedIn, X, YouTube, Flickr, Threads, Telegram, Teams,
    Bluesky, Elks, Sinch, Link, Smpp,
)  # fmt: skip


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
    return made if isinstance(made, Plugin) else Webhook(made)
