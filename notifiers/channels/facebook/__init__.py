"""A Facebook page."""

from notifiers.channels.facebook.channel import Facebook

__all__ = ["Facebook"]
