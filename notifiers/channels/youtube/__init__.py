"""A YouTube channel: videos with their words."""

from notifiers.channels.youtube.channel import YouTube

__all__ = ["YouTube"]
