"""Blogger."""

from notifiers.channels.blogger.channel import Blogger

__all__ = ["Blogger"]
