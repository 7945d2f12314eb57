"""A blog's limits: none, but no pictures from programs."""

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.channels.blogger.channel import Blogger
from notifiers.channels.blogger.connect import BloggerBlogs
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="Blogger", icon="pencil-square", titled=True, media=TEXT_ONLY, plugin=Blogger, connector=BloggerBlogs
)
