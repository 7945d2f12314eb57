"""Whom a message did not reach, and what is left to do for them."""

from schemas.base import Noun


class DoorToKnockOn(Noun):
    """Where somebody has to knock. `street` is "" where only the number was known; `ways` are those that were tried, none where there
    is nothing to write to."""

    street: str
    name: str
    ways: tuple[str, ...]


class NotReached(Noun):
    """`by_email`: how many have an e-mail address that nothing has been sent to yet; `doors`: the others, as one walks, and those of
    the area and groups to whom nothing could be sent: `without_number` of them. `number`: how many doors there are, shown or not."""

    message_id: str
    by_email: int
    without_number: int
    number: int
    doors: tuple[DoorToKnockOn, ...]
