"""A LinkedIn organisation page."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.linkedin.channel import LinkedIn

__getattr__ = named(__name__, LinkedIn="channel")
__all__ = ["LinkedIn"]
