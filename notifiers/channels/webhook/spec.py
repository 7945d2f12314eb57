"""The largest body Apprise allows for JSON, XML and form; a service that takes less is told of by its check."""

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.channels.webhook import channel
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="Webhook",
    icon="plug",
    limit=32_768,
    titled=True,
    media=TEXT_ONLY,
    acts=lambda: channel.WebhookChannel,
    any_service=True,
)
