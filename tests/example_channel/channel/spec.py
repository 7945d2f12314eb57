"""What the station takes."""

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.spec import ChannelSpec

from .channel import Lokalradio

SPEC = ChannelSpec(name="Lokalradio", limit=400, media=TEXT_ONLY, plugin=Lokalradio, carries=("notices",))
