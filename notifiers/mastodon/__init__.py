"""Mastodon."""

from notifiers.mastodon.channel import Mastodon

__all__ = ["Mastodon"]
