"""Harmless: a file on our own machine."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.console.channel import Console

__getattr__ = named(__name__, Console="channel")
__all__ = ["Console"]
