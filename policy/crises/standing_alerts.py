"""How long a message stands on other people's screens, and which are about to leave them while the danger lasts.

Source: CAP 1.2, 3.2.2 `expires`: what nobody renews leaves the services that show it. Only the desk knows whether it still holds.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from schemas.drafts.content import MessageKind
from schemas.messages.message import Message

VALID_FOR = timedelta(hours=24)
"""An alert nobody has renewed for a day should leave other people's screens; ours keeps it."""
ASK_BEFORE = timedelta(hours=2)
_ENDS = (MessageKind.RETRACTION, MessageKind.ALL_CLEAR, MessageKind.REPLY, MessageKind.ANSWER)
"""Nothing of them stands on other people's screens."""


def unrenewed(messages: Sequence[Message], now: datetime) -> list[tuple[Message, datetime]]:
    """`messages` of one open crisis, newest first. Those that leave within `ASK_BEFORE` or have left, and when: the last word about
    each, where that is no end."""
    known = {message.id: message for message in messages}
    last: dict[str, Message] = {}
    for message in messages:
        last.setdefault(_root(message, known), message)
    over = any(message.kind is MessageKind.ALL_CLEAR and not message.refers_to for message in messages)
    leaving = [(message, message.approved_at + VALID_FOR) for message in last.values() if message.kind not in _ENDS]
    return [] if over else [(message, at) for message, at in leaving if at - ASK_BEFORE <= now]


def _root(message: Message, known: dict[str, Message]) -> str:
    seen: set[str] = set()
    while message.refers_to and message.refers_to in known and message.id not in seen:
        seen.add(message.id)
        message = known[message.refers_to]
    return message.refers_to or message.id
