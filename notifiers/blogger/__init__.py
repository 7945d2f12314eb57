"""Blogger."""

from notifiers.blogger.channel import Blogger

__all__ = ["Blogger"]
