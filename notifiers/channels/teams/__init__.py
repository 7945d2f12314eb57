"""A Teams workflow."""

from notifiers.channels.teams.channel import Teams

__all__ = ["Teams"]
