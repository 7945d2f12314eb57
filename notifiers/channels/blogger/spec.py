"""A blog's limits: none, but no pictures from programs."""

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.channels.blogger import channel, connect
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="Blogger",
    icon="pencil-square",
    titled=True,
    shows_versions=True,
    media=TEXT_ONLY,
    acts=lambda: channel.Blogger,
    lets_in=lambda: connect.BloggerBlogs,
)
