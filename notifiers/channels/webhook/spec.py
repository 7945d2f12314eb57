"""The largest body Apprise allows for JSON, XML and form; a service that takes less is told of by its check."""

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.channels.webhook.channel import WebhookChannel
from notifiers.spec import ChannelSpec

SPEC = ChannelSpec(
    name="Webhook", icon="plug", limit=32_768, titled=True, media=TEXT_ONLY, plugin=WebhookChannel, any_service=True
)
