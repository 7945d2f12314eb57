"""An organisation page's limits, from the Posts API."""

from datetime import timedelta

from notifiers.base.frames import Frame
from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.linkedin import channel, connect
from notifiers.spec import ChannelSpec, Drawn, Fold

SPEC = ChannelSpec(
    name="LinkedIn",
    icon="linkedin",
    limit=3_000,
    drawn=Drawn.POST,
    fold=Fold(210, 3),
    card=True,
    media=MediaRules(
        most=20,
        kinds={**dict.fromkeys(PICTURES[:3], 8 * MB), "application/pdf": 100 * MB},
        picture=Frame(pixels=36_152_319),  # fewer than 36,152,320
        one_kind=True,
    ),
    acts=lambda: channel.LinkedIn,
    lets_in=lambda: connect.LinkedInPages,
    settles_within=timedelta(minutes=5),  # found by an index of its author's posts, not by a key
    refuses_same=True,
    reply_limit=1_250,
    remarks_every=50.0,  # 1,728 a day; LinkedIn says what an app may ask in its own console only
)
