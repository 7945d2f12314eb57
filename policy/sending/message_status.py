"""What a message's deliveries add up to."""

from collections.abc import Iterable

from schemas.drafts.content import MessageKind
from schemas.states import DeliveryStatus, MessageStatus

_ON_THE_WAY = {DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.HELD}
FOLLOWED_UP_AS = {
    MessageKind.CORRECTION: MessageStatus.CORRECTED,
    MessageKind.RETRACTION: MessageStatus.RETRACTED,
    MessageKind.ANSWER: MessageStatus.CORRECTED,
    MessageKind.REPLY: MessageStatus.CORRECTED,
}
"""Kind of a follow-up message to the status its original gets once the follow-up is out. A newer answer puts an older one right."""


def message_status(statuses: Iterable[DeliveryStatus]) -> MessageStatus:
    """`publishing` while any delivery is on its way, then `published` if all arrived, else `partly_published`."""
    found = set(statuses)
    if not found or found & _ON_THE_WAY:
        return MessageStatus.PUBLISHING
    if found == {DeliveryStatus.CANCELLED}:
        return MessageStatus.CANCELLED
    return MessageStatus.PUBLISHED if found == {DeliveryStatus.DELIVERED} else MessageStatus.PARTLY_PUBLISHED
