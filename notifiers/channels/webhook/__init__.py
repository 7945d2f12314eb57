"""Any other Apprise service."""

from notifiers.channels.webhook.channel import WebhookChannel

__all__ = ["WebhookChannel"]
