"""Flickr."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.flickr.channel import Flickr

__getattr__ = named(__name__, Flickr="channel")
__all__ = ["Flickr"]
