"""The municipality's home page on WordPress."""

from notifiers.wordpress.channel import WordPress

__all__ = ["WordPress"]
