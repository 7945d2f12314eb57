"""A card's limits, in bytes."""

from notifiers.base.lengths import utf8_length
from notifiers.base.media_rules import TEXT_ONLY
from notifiers.channels.teams import channel
from notifiers.channels.teams.card import facts
from notifiers.spec import ChannelSpec, Drawn

SPEC = ChannelSpec(
    name="Teams",
    icon="microsoft-teams",
    limit=20_000,
    unit="bytes",
    count=utf8_length,
    titled=True,
    drawn=Drawn.CHAT,
    media=TEXT_ONLY,
    acts=lambda: channel.Teams,
    details=facts,
)
