"""A Facebook page."""

from notifiers.facebook.channel import Facebook

__all__ = ["Facebook"]
