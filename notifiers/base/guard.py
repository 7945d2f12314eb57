"""The lock at a platform: what every channel's guard does, whatever the platform calls it."""

from typing import Any, Protocol


class Guard(Protocol):
    """Who may post, looked at, lowered in a crisis and restored exactly. Everything raises `NotifierError`."""

    def roles(self) -> dict[str, Any]:
        """Who may post now, in plain JSON: all that `restore` needs. Changes nothing."""

    def lower(self, before: dict[str, Any]) -> None:
        """Take from those in `before` what lets them post; never from whom our own token is. Safe to do again.

        Raises where someone could post still; some may have been lowered by then.
        """

    def restore(self, before: dict[str, Any]) -> None:
        """Exactly what `before` says. Safe to do again."""
