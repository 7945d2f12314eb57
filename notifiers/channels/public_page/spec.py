"""Our own page: no limits, and there before the first message."""

from datetime import timedelta

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.base.places import Places
from notifiers.channels.public_page import channel, site
from notifiers.spec import ChannelSpec
from schemas.drafts.own_words import Words
from schemas.messages.turn import Turn
from schemas.sentence import say


def prepare(places: Places, name: str, language: str, own_words: Words, zone: str) -> None:
    site.write_empty(places, name, language, own_words, zone)


SPEC = ChannelSpec(
    name="Public page",
    named=say("Public page"),
    icon="broadcast-pin",
    titled=True,
    lists_answers=True,
    shows_versions=True,
    media=TEXT_ONLY,
    acts=lambda: channel.PublicPage,
    scheme="krisepage",
    prepare=prepare,
    turn=Turn.PAGE,
    settles_within=timedelta(0),
)
