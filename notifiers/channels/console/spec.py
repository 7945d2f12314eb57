"""A file of our own: no limits."""

from datetime import timedelta

from notifiers.channels.console.channel import Console
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="Console",
    icon="display",
    titled=True,
    plugin=Console,
    scheme="krisekonsoll",
    carries=("notices", "notices_sms"),
    settles_within=timedelta(0),
)
