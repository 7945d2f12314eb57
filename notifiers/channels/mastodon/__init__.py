"""Mastodon."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.mastodon.channel import Mastodon

__getattr__ = named(__name__, Mastodon="channel")
__all__ = ["Mastodon"]
