"""X."""

from notifiers.channels.x.channel import X

__all__ = ["X"]
