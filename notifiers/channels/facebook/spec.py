"""A page's limits, from the Graph API."""

from notifiers.base.media_rules import MB, MediaRules
from notifiers.channels.facebook.channel import Facebook
from notifiers.channels.facebook.connect import FacebookPages
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="Facebook",
    icon="facebook",
    limit=63_206,
    media=MediaRules(most=10, kinds=dict.fromkeys(("image/jpeg", "image/png"), 4 * MB)),
    plugin=Facebook,
    connector=FacebookPages,
    refuses_same=True,
)
