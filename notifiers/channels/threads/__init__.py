"""Threads."""

from notifiers.channels.threads.channel import Threads

__all__ = ["Threads"]
