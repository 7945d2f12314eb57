"""A Teams workflow."""

from notifiers.teams.channel import Teams

__all__ = ["Teams"]
