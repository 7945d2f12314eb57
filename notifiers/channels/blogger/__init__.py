"""Blogger."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.blogger.channel import Blogger

__getattr__ = named(__name__, Blogger="channel")
__all__ = ["Blogger"]
