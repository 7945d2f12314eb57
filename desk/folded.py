"""What was approved, as a list for people: the many replies of one answer stand in the row of their question."""

from collections.abc import Sequence
from typing import NamedTuple

from schemas.drafts.content import MessageKind
from schemas.messages.message import Message
from schemas.states import MessageStatus

_AS_IT_SHOULD = (
    MessageStatus.APPROVED,
    MessageStatus.PUBLISHING,
    MessageStatus.PUBLISHED,
    MessageStatus.CORRECTED,
)
"""What came to another end keeps a row of its own: somebody is to see it."""
_THERE = (MessageStatus.PUBLISHED, MessageStatus.CORRECTED)


class MessageLine(NamedTuple):
    message: Message
    replies: tuple[Message, ...] = ()
    """Of the same question, under the remarks that ask it: all of them. `message` is the newest of its answers, or else of these."""

    @property
    def there(self) -> int:
        return sum(reply.status in _THERE for reply in self.replies)


def folded(messages: Sequence[Message]) -> list[MessageLine]:
    """In the order given, the newest first."""
    rows: dict[str, Message] = {}
    for message in messages:
        if message.question_id and message.kind is MessageKind.ANSWER:
            rows.setdefault(message.question_id, message)
    many = [message for message in messages if _folds(message)]
    for message in many:
        rows.setdefault(message.question_id or "", message)
    below: dict[str, list[Message]] = {row.id: [] for row in rows.values()}
    for message in many:
        below[rows[message.question_id or ""].id].append(message)
    hidden = {message.id for message in many} - set(below)
    return [_line(one, below.get(one.id, [])) for one in messages if one.id not in hidden]


def _line(message: Message, replies: Sequence[Message]) -> MessageLine:
    return MessageLine(message, () if [reply.id for reply in replies] == [message.id] else tuple(replies))


def _folds(message: Message) -> bool:
    return message.question_id is not None and message.reply_to is not None and message.status in _AS_IT_SHOULD
