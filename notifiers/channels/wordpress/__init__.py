"""The municipality's home page on WordPress."""

from notifiers.channels.wordpress.channel import WordPress

__all__ = ["WordPress"]
