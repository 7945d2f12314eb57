"""A Facebook page."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.facebook.channel import Facebook

__getattr__ = named(__name__, Facebook="channel")
__all__ = ["Facebook"]
