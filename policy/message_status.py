"""What a message's deliveries add up to."""

from collections.abc import Iterable

from schemas.content import MessageKind
from schemas.states import DeliveryStatus, MessageStatus

_ON_THE_WAY = {DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.HELD}
MENDS = {MessageKind.CORRECTION: MessageStatus.CORRECTED, MessageKind.RETRACTION: MessageStatus.RETRACTED}
"""Kind of a follow-up message to the status its original gets once the follow-up is out."""


def message_status(statuses: Iterable[DeliveryStatus]) -> MessageStatus:
    """`publishing` while any delivery is on its way, then `published` if all arrived, else `partly_published`."""
    found = set(statuses)
    if not found or found & _ON_THE_WAY:
        return MessageStatus.PUBLISHING
    if found == {DeliveryStatus.CANCELLED}:
        return MessageStatus.CANCELLED
    return MessageStatus.PUBLISHED if found == {DeliveryStatus.DELIVERED} else MessageStatus.PARTLY_PUBLISHED
