"""WordPress takes everything."""

from notifiers.channels.homepage import channel
from notifiers.spec import ChannelSpec
from schemas.sentence import say

SPEC = ChannelSpec(
    name="Home page",
    named=say("Home page"),
    icon="house-door",
    titled=True,
    shows_versions=True,
    acts=lambda: channel.WordPress,
)
