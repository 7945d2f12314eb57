"""An organisation page's limits, from the Posts API."""

from datetime import timedelta

from notifiers.base.frames import Frame
from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.linkedin.channel import LinkedIn
from notifiers.channels.linkedin.connect import LinkedInPages
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="LinkedIn",
    icon="linkedin",
    limit=3_000,
    media=MediaRules(
        most=20,
        kinds={**dict.fromkeys(PICTURES[:3], 8 * MB), "application/pdf": 100 * MB},
        picture=Frame(pixels=36_152_319),  # fewer than 36,152,320
        one_kind=True,
    ),
    plugin=LinkedIn,
    connector=LinkedInPages,
    settles_within=timedelta(minutes=5),  # found by an index of its author's posts, not by a key
    refuses_same=True,
)
