"""The municipality's home page on WordPress."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.homepage.channel import WordPress

__getattr__ = named(__name__, WordPress="channel")
__all__ = ["WordPress"]
