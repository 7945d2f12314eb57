"""Any other Apprise service."""

from notifiers.webhook.channel import Webhook

__all__ = ["Webhook"]
