"""Our own page: no limits, and there before the first message."""

from datetime import timedelta

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.channels.public_page.channel import PublicPage
from notifiers.channels.public_page.site import write_empty
from notifiers.spec import ChannelSpec
from schemas.turn import Turn

SPEC = ChannelSpec(
    name="Public page",
    icon="broadcast-pin",
    titled=True,
    media=TEXT_ONLY,
    plugin=PublicPage,
    scheme="krisepage",
    prepare=write_empty,
    turn=Turn.PAGE,
    settles_within=timedelta(0),
)
