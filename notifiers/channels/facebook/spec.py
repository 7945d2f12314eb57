"""A page's limits, from the Graph API; of private replies from the Messenger Platform."""

from datetime import timedelta

from notifiers.base.media_rules import MB, MediaRules
from notifiers.channels.facebook import channel, connect
from notifiers.spec import ChannelSpec, Drawn, Fold

SPEC = ChannelSpec(
    name="Facebook",
    icon="facebook",
    limit=63_206,
    drawn=Drawn.POST,
    fold=Fold(470, 5),
    card=True,
    media=MediaRules(most=10, kinds=dict.fromkeys(("image/jpeg", "image/png"), 4 * MB)),
    acts=lambda: channel.Facebook,
    lets_in=lambda: connect.FacebookPages,
    refuses_same=True,
    private_within=timedelta(days=7),
    private_limit=2_000,
)
