"""X's limits, from API v2."""

from notifiers.base.frames import Frame
from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.x.channel import X
from notifiers.channels.x.connect import XAccount
from notifiers.channels.x.length import weighted_length
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="X",
    icon="twitter-x",
    limit=280,
    count=weighted_length,
    media=MediaRules(
        most=4,
        alone=("image/gif",),
        most_alt=1_000,
        kinds=dict.fromkeys(PICTURES, 5 * MB),
        picture=Frame(side=8_192),
    ),
    plugin=X,
    connector=XAccount,
    refuses_same=True,
)
