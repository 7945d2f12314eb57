"""Any other Apprise service."""

from notifiers.channels.webhook.channel import Webhook

__all__ = ["Webhook"]
