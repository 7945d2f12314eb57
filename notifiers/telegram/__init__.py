"""A Telegram channel."""

from notifiers.telegram.channel import Telegram

__all__ = ["Telegram"]
