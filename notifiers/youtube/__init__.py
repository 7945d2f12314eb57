"""A YouTube channel: videos with their words."""

from notifiers.youtube.channel import YouTube

__all__ = ["YouTube"]
