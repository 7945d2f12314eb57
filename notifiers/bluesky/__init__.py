"""Bluesky, and any other server of the AT Protocol."""

from notifiers.bluesky.channel import Bluesky

__all__ = ["Bluesky"]
