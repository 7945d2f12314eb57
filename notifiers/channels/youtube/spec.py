"""A channel's limits, from the Data API v3."""

from datetime import timedelta

from notifiers.base.frames import Frame
from notifiers.base.lengths import utf8_length
from notifiers.base.media_rules import MB, MediaRules
from notifiers.channels.youtube.channel import NO_VIDEO, YouTube
from notifiers.channels.youtube.connect import YouTubeChannels
from notifiers.channels.youtube.preview import facts
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="YouTube",
    icon="youtube",
    limit=5_000,
    unit="bytes",
    count=utf8_length,
    titled=True,
    media=MediaRules(
        most=1, kinds={"video/mp4": 500 * MB}, video=Frame(seconds=12 * 3600), needs="video/", why=NO_VIDEO
    ),
    plugin=YouTube,
    connector=YouTubeChannels,
    details=facts,
    settles_within=timedelta(minutes=10),  # a video is worked on before it stands in the list of uploads
)
