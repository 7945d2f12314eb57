"""A LinkedIn organisation page."""

from notifiers.channels.linkedin.channel import LinkedIn

__all__ = ["LinkedIn"]
