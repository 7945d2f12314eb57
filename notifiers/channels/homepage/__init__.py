"""The municipality's home page on WordPress."""

from notifiers.channels.homepage.channel import WordPress

__all__ = ["WordPress"]
