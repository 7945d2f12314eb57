"""A post's limits, from the lexicon `app.bsky.feed.post`. Pictures: what servers with the lexicon of before April 2026 take too."""

from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.bluesky import channel
from notifiers.channels.bluesky.length import bluesky_length
from notifiers.spec import ChannelSpec, Drawn

SPEC = ChannelSpec(
    name="Bluesky",
    icon="bluesky",
    limit=300,
    drawn=Drawn.NOTE,
    count=bluesky_length,
    media=MediaRules(most=4, kinds=dict.fromkeys(PICTURES, MB)),
    acts=lambda: channel.Bluesky,
)
