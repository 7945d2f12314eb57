"""A channel's limits, from the Data API v3."""

from datetime import timedelta

from notifiers.base.frames import Frame
from notifiers.base.lengths import utf8_length
from notifiers.base.media_rules import MB, MediaRules
from notifiers.channels.youtube import channel, connect
from notifiers.channels.youtube.preview import NO_VIDEO, facts
from notifiers.spec import ChannelSpec, Drawn, Fold

SPEC = ChannelSpec(
    name="YouTube",
    icon="youtube",
    limit=5_000,
    unit="bytes",
    count=utf8_length,
    titled=True,
    drawn=Drawn.FILE,
    fold=Fold(150, 3),
    media=MediaRules(
        most=1, kinds={"video/mp4": 500 * MB}, video=Frame(seconds=12 * 3600), needs="video/", why=NO_VIDEO
    ),
    acts=lambda: channel.YouTube,
    lets_in=lambda: connect.YouTubeChannels,
    remarks_every=55.0,  # three units each time: 4,713 of the day's 10,000
    details=facts,
    settles_within=timedelta(minutes=10),  # a video is worked on before it stands in the list of uploads
)
