"""A Teams workflow."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.teams.channel import Teams

__getattr__ = named(__name__, Teams="channel")
__all__ = ["Teams"]
