"""Pictures with their words."""

from datetime import timedelta

from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.flickr import channel, connect
from notifiers.channels.flickr.words import NAMED, NO_PICTURE
from notifiers.spec import ChannelSpec, Drawn

SPEC = ChannelSpec(
    name="Flickr",
    icon="images",
    titled=True,
    drawn=Drawn.FILE,
    media=MediaRules(most=1, kinds=dict.fromkeys(PICTURES[:3], 200 * MB), needs="image/", why=NO_PICTURE),
    answer_begins=NAMED,
    acts=lambda: channel.Flickr,
    lets_in=lambda: connect.FlickrAccount,
    settles_within=timedelta(minutes=5),  # a picture is worked on before it stands among the newest
)
