"""Flickr."""

from notifiers.channels.flickr.channel import Flickr

__all__ = ["Flickr"]
