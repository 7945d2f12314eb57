"""A card's limits, in bytes."""

from notifiers.base.lengths import utf8_length
from notifiers.base.media_rules import TEXT_ONLY
from notifiers.channels.teams.card import facts
from notifiers.channels.teams.channel import Teams
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="Teams",
    icon="microsoft-teams",
    limit=20_000,
    unit="bytes",
    count=utf8_length,
    titled=True,
    media=TEXT_ONLY,
    plugin=Teams,
    details=facts,
)
