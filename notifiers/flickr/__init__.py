"""Flickr."""

from notifiers.flickr.channel import Flickr

__all__ = ["Flickr"]
