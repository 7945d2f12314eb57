"""WordPress takes everything."""

from notifiers.channels.homepage.channel import WordPress
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(name="Home page", icon="house-door", titled=True, plugin=WordPress)
