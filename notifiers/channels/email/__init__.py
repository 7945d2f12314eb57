"""E-mail, one recipient per envelope."""

from notifiers.channels.email.channel import KriseMail

__all__ = ["KriseMail"]
