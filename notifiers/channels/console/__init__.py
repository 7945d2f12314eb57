"""The harmless twin: a file on our own machine."""

from notifiers.channels.console.channel import Console

__all__ = ["Console"]
