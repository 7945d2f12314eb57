"""Pictures with their words."""

from datetime import timedelta

from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.flickr.channel import NO_PICTURE, Flickr
from notifiers.channels.flickr.connect import FlickrAccount
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="Flickr",
    icon="images",
    titled=True,
    media=MediaRules(most=1, kinds=dict.fromkeys(PICTURES[:3], 200 * MB), needs="image/", why=NO_PICTURE),
    plugin=Flickr,
    connector=FlickrAccount,
    settles_within=timedelta(minutes=5),  # a picture is worked on before it stands among the newest
)
