"""A file of our own: no limits."""

from datetime import timedelta

from notifiers.channels.console import channel
from notifiers.spec import ChannelSpec
from schemas.sentence import say

SPEC = ChannelSpec(
    name="Console",
    named=say("Screen"),
    icon="display",
    titled=True,
    acts=lambda: channel.Console,
    scheme="krisekonsoll",
    carries=("notices", "notices_sms"),
    settles_within=timedelta(0),
)
