"""Bluesky, and any other server of the AT Protocol."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.bluesky.channel import Bluesky

__getattr__ = named(__name__, Bluesky="channel")
__all__ = ["Bluesky"]
