"""Any other Apprise service."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.webhook.channel import WebhookChannel

__getattr__ = named(__name__, WebhookChannel="channel")
__all__ = ["WebhookChannel"]
