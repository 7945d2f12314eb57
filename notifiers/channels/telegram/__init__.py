"""A Telegram channel."""

from notifiers.channels.telegram.channel import Telegram

__all__ = ["Telegram"]
