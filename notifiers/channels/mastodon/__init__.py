"""Mastodon."""

from notifiers.channels.mastodon.channel import Mastodon

__all__ = ["Mastodon"]
