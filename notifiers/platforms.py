"""The platforms and their limits: one table. What a connected one can do stands in its plugin."""

from collections.abc import Callable
from typing import Literal

from notifiers.base.abilities import Ability
from notifiers.base.lengths import (
    bluesky_length,
    graphemes,
    mastodon_length,
    threads_length,
    utf8_length,
    utf16_length,
    weighted_length,
)
from notifiers.base.media_rules import MB, TEXT_ONLY, MediaRules
from notifiers.base.plugin import Plugin
from notifiers.channels.blogger import Blogger
from notifiers.channels.bluesky import Bluesky
from notifiers.channels.console import Console
from notifiers.channels.email import KriseMail
from notifiers.channels.facebook import Facebook
from notifiers.channels.flickr.channel import NO_PICTURE, Flickr
from notifiers.channels.homepage import WordPress
from notifiers.channels.linkedin import LinkedIn
from notifiers.channels.mastodon import Mastodon
from notifiers.channels.public_page import PublicPage
from notifiers.channels.sms import Sms, preview
from notifiers.channels.teams import Teams, card
from notifiers.channels.telegram import Telegram
from notifiers.channels.threads import Threads
from notifiers.channels.webhook import WebhookChannel
from notifiers.channels.x import X
from notifiers.channels.youtube import preview as youtube
from notifiers.channels.youtube.channel import NO_VIDEO, YouTube
from schemas.account import Platform
from schemas.base import Noun
from schemas.rendering import RenderJob
from schemas.sentence import Sentence, say


def nothing_more(job: RenderJob, text: str) -> dict[str, str]:
    return {}


class PlatformSpec(Noun):
    """`limit` in units of `count` (None: no limit of its own). `titled`: the title has a place of its own."""

    name: str
    limit: int | None = None
    unit: Literal["characters", "bytes"] = "characters"
    count: Callable[[str], int] = graphemes
    titled: bool = False
    brief: bool = False
    """The short text is preferred where there is one: every part costs."""
    dash: str = "–"
    """Before the signature; a sign that the channel has at no extra cost."""
    details: Callable[[RenderJob, str], dict[str, str]] = nothing_more
    """What the preview says beside the text. Raises `InvalidInput` for a text the channel cannot carry."""
    plugin: type[Plugin] | None = None
    addressed: bool = False
    """Goes to the account's `recipients`, and to nobody where it has none."""
    media: MediaRules = MediaRules()
    watch_every: float = 45.0
    """Seconds between two reads of an account that is watched: at least once a minute, within the platform's quota."""
    note: Sentence | None = None
    """What the platform itself cannot do, whoever connects it."""

    def cannot(self, ability: Ability) -> Sentence | None:
        """The sentence the screen shows, None where the channel can."""
        if self.plugin is None:
            return self.note or say(
                "{name} is not connected yet. Publish there by hand, in the words of the approved message.",
                name=self.name,
            )
        return self.plugin.cannot.get(ability)


_PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
_CLOSED = say("SlideShare no longer takes uploads from programs. Put the PDF on the home page instead.")

PLATFORMS: dict[Platform, PlatformSpec] = {
    Platform.FACEBOOK: PlatformSpec(
        name="Facebook",
        limit=63_206,
        plugin=Facebook,
        media=MediaRules(most=10, kinds=dict.fromkeys(_PICTURES[:2], 4 * MB)),
    ),
    Platform.LINKEDIN: PlatformSpec(
        name="LinkedIn",
        limit=3_000,
        plugin=LinkedIn,
        media=MediaRules(
            most=20, kinds={**dict.fromkeys(_PICTURES[:3], 8 * MB), "application/pdf": 100 * MB}, one_kind=True
        ),
    ),
    Platform.X: PlatformSpec(
        name="X",
        limit=280,
        count=weighted_length,
        plugin=X,
        media=MediaRules(most=4, most_alt=1_000, kinds=dict.fromkeys(_PICTURES, 5 * MB)),
    ),
    Platform.YOUTUBE: PlatformSpec(
        name="YouTube",
        limit=5_000,
        count=utf8_length,
        unit="bytes",
        titled=True,
        plugin=YouTube,
        details=youtube.facts,
        media=MediaRules(most=1, kinds={"video/mp4": 500 * MB}, needs="video/", why=NO_VIDEO),
    ),
    Platform.FLICKR: PlatformSpec(
        name="Flickr",
        titled=True,
        plugin=Flickr,
        media=MediaRules(most=1, kinds=dict.fromkeys(_PICTURES[:3], 200 * MB), needs="image/", why=NO_PICTURE),
    ),
    Platform.SLIDESHARE: PlatformSpec(name="SlideShare", titled=True, note=_CLOSED),
    Platform.BLOGGER: PlatformSpec(name="Blogger", titled=True, plugin=Blogger, media=TEXT_ONLY),
    Platform.HOMEPAGE: PlatformSpec(name="Home page", titled=True, plugin=WordPress),
    Platform.PUBLIC_PAGE: PlatformSpec(name="Public page", titled=True, plugin=PublicPage, media=TEXT_ONLY),
    Platform.EMAIL: PlatformSpec(
        name="E-mail",
        titled=True,
        plugin=KriseMail,
        addressed=True,
        media=MediaRules(kinds={**dict.fromkeys(_PICTURES, 10 * MB), "application/pdf": 20 * MB}),
    ),
    Platform.MASTODON: PlatformSpec(
        name="Mastodon",
        limit=500,
        count=mastodon_length,
        plugin=Mastodon,
        media=MediaRules(most=4, kinds={**dict.fromkeys(_PICTURES, 16 * MB), "video/mp4": 99 * MB}),
    ),
    Platform.BLUESKY: PlatformSpec(
        name="Bluesky",
        limit=300,
        count=bluesky_length,
        plugin=Bluesky,
        media=MediaRules(most=4, kinds=dict.fromkeys(_PICTURES, MB)),
    ),
    Platform.THREADS: PlatformSpec(name="Threads", limit=500, count=threads_length, plugin=Threads, media=TEXT_ONLY),
    Platform.TELEGRAM: PlatformSpec(
        name="Telegram",
        limit=4_096,
        count=utf16_length,
        plugin=Telegram,
        media=MediaRules(
            most=10,
            most_alt=1_024,
            kinds={**dict.fromkeys(_PICTURES, 10 * MB), "video/mp4": 50 * MB, "application/pdf": 50 * MB},
        ),
    ),
    Platform.TEAMS: PlatformSpec(
        name="Teams",
        limit=20_000,
        count=utf8_length,
        unit="bytes",
        titled=True,
        plugin=Teams,
        details=card.facts,
        media=TEXT_ONLY,
    ),
    Platform.SMS: PlatformSpec(
        name="SMS",
        limit=1_530,
        plugin=Sms,
        addressed=True,
        media=TEXT_ONLY,
        brief=True,
        dash="-",
        details=preview.facts,
    ),
    Platform.WEBHOOK: PlatformSpec(name="Webhook", limit=32_768, titled=True, plugin=WebhookChannel, media=TEXT_ONLY),
    Platform.CONSOLE: PlatformSpec(name="Console", titled=True, plugin=Console),
}
"""Facts and their sources: docs/channels.md."""
