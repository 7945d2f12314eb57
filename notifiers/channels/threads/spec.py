"""A post's limits, from the Threads API v1.0."""

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.channels.threads.channel import Threads
from notifiers.channels.threads.connect import ThreadsAccount
from notifiers.channels.threads.length import threads_length
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="Threads",
    icon="threads",
    limit=500,
    count=threads_length,
    media=TEXT_ONLY,
    plugin=Threads,
    connector=ThreadsAccount,
)
