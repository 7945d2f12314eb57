"""An approved text on its way out, or out."""

from schemas.base import Noun, UtcTime
from schemas.drafts.content import Content, MessageKind
from schemas.messages.delivery import Delivery
from schemas.states import MessageStatus


class Message(Noun):
    id: str
    kind: MessageKind
    status: MessageStatus
    exercise: bool
    crisis_id: str | None = None
    """None for a unit's own post."""
    draft_id: str | None = None
    content: Content
    content_hash: str
    author: str
    approver: str | None = None
    approved_at: UtcTime
    publish_at: UtcTime
    refers_to: str | None = None
    reply_to: str | None = None
    """Remark id that this answers."""
    question_id: str | None = None
    """Of what is answered once for many."""
    deliveries: tuple[Delivery, ...] = ()
