"""X."""

from notifiers.x.channel import X

__all__ = ["X"]
