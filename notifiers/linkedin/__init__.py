"""A LinkedIn organisation page."""

from notifiers.linkedin.channel import LinkedIn

__all__ = ["LinkedIn"]
