"""Threads."""

from notifiers.threads.channel import Threads

__all__ = ["Threads"]
