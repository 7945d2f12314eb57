"""A channel's limits, from the Bot API."""

from notifiers.base.frames import Frame
from notifiers.base.lengths import utf16_length
from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.telegram import channel
from notifiers.spec import ChannelSpec, Drawn

SPEC = ChannelSpec(
    name="Telegram",
    icon="telegram",
    limit=4_096,
    drawn=Drawn.CHAT,
    card=True,
    count=utf16_length,
    media=MediaRules(
        most=10,
        most_alt=1_024,
        kinds={**dict.fromkeys(PICTURES, 10 * MB), "video/mp4": 50 * MB, "application/pdf": 50 * MB},
        picture=Frame(both=10_000, ratio=20),
    ),
    acts=lambda: channel.Telegram,
)
