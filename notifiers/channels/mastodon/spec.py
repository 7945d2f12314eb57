"""A server's usual limits; `max_length` of the account where its own differ."""

from notifiers.base.frames import Frame
from notifiers.base.lengths import graphemes
from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.mastodon import channel
from notifiers.channels.mastodon.length import ADDRESS, NAMED, mastodon_length
from notifiers.spec import ChannelSpec, Drawn

SPEC = ChannelSpec(
    name="Mastodon",
    icon="mastodon",
    limit=500,
    drawn=Drawn.NOTE,
    card=True,
    count=mastodon_length,
    media=MediaRules(
        most=4,
        alone=("video/mp4",),
        most_alt=1_500,
        count_alt=graphemes,
        kinds={**dict.fromkeys(PICTURES, 16 * MB), "video/mp4": 99 * MB},
        picture=Frame(pixels=33_177_600),
        video=Frame(pixels=8_294_400),
    ),
    reply_limit=500 - ADDRESS,
    answer_begins=NAMED,
    acts=lambda: channel.Mastodon,
)
