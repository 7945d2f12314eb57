"""What the station takes."""

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.spec import ChannelSpec

from . import channel

SPEC = ChannelSpec(name="Lokalradio", limit=400, media=TEXT_ONLY, acts=lambda: channel.Lokalradio, carries=("notices",))
