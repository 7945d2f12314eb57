"""A YouTube channel: videos with their words."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.youtube.channel import YouTube

__getattr__ = named(__name__, YouTube="channel")
__all__ = ["YouTube"]
