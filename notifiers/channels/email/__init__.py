"""E-mail, one recipient per envelope."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.email.channel import KriseMail

__getattr__ = named(__name__, KriseMail="channel")
__all__ = ["KriseMail"]
