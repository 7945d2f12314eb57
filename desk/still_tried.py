"""What people are told of a delivery that has been tried and goes on by itself."""

from schemas.messages.delivery import Delivery
from schemas.sentence import Sentence, say
from schemas.states import DeliveryStatus


def still_tried(found: Delivery) -> Sentence | None:
    """Since when, when next and until when; None for one that is under way for the first time, or at its end."""
    waits = found.status is DeliveryStatus.QUEUED and found.attempts > 0
    if not waits or found.tried_since is None or found.give_up_at is None:
        return None
    return say(
        "Tried since {since}. The next try is {next}; a person is asked {until} at the latest.",
        since=found.tried_since,
        next=found.due_at,
        until=found.give_up_at,
    )
