"""A post's limits, from the Threads API v1.0."""

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.channels.threads import channel, connect
from notifiers.channels.threads.length import threads_length
from notifiers.spec import ChannelSpec, Drawn

SPEC = ChannelSpec(
    name="Threads",
    icon="threads",
    limit=500,
    drawn=Drawn.NOTE,
    card=True,
    count=threads_length,
    media=TEXT_ONLY,
    acts=lambda: channel.Threads,
    lets_in=lambda: connect.ThreadsAccount,
)
