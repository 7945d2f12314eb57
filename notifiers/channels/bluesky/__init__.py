"""Bluesky, and any other server of the AT Protocol."""

from notifiers.channels.bluesky.channel import Bluesky

__all__ = ["Bluesky"]
