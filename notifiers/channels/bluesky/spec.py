"""A post's limits, from the lexicon `app.bsky.feed.post`."""

from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.bluesky.channel import Bluesky
from notifiers.channels.bluesky.length import bluesky_length
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="Bluesky",
    icon="bluesky",
    limit=300,
    count=bluesky_length,
    media=MediaRules(most=4, kinds=dict.fromkeys(PICTURES, MB)),
    plugin=Bluesky,
)
