"""Threads."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.threads.channel import Threads

__getattr__ = named(__name__, Threads="channel")
__all__ = ["Threads"]
