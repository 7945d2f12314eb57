"""X."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.x.channel import X

__getattr__ = named(__name__, X="channel")
__all__ = ["X"]
