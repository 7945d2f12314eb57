"""A Telegram channel."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.telegram.channel import Telegram

__getattr__ = named(__name__, Telegram="channel")
__all__ = ["Telegram"]
