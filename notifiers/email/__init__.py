"""E-mail, one recipient per envelope."""

from notifiers.email.channel import KriseMail

__all__ = ["KriseMail"]
