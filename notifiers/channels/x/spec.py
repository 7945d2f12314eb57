"""X's limits, from API v2."""

from notifiers.base.frames import Frame
from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.x import channel, connect, length
from notifiers.spec import ChannelSpec, Drawn


def count(text: str) -> int:
    return length.weighted_length(text)


SPEC = ChannelSpec(
    name="X",
    icon="twitter-x",
    limit=280,
    drawn=Drawn.NOTE,
    card=True,
    count=count,
    media=MediaRules(
        most=4,
        alone=("image/gif",),
        most_alt=1_000,
        kinds=dict.fromkeys(PICTURES, 5 * MB),
        picture=Frame(side=8_192),
    ),
    acts=lambda: channel.X,
    lets_in=lambda: connect.XAccount,
    refuses_same=True,
)
