"""The harmless twin: a file on our own machine."""

from notifiers.console.channel import Console, SandboxPlugin

__all__ = ["Console", "SandboxPlugin"]
