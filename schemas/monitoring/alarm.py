"""What a person must see to now, and how often it has been told of."""

from enum import StrEnum

from schemas.base import Noun, UtcTime


class AlarmKind(StrEnum):
    UNDELIVERED = "undelivered"
    FOREIGN_POST = "foreign_post"
    NOT_LOCKED = "not_locked"
    """At its platform; here it is locked."""
    NOT_RESTORED = "not_restored"
    """The crisis is over, and its roles there are not given back."""
    NOT_WATCHED = "not_watched"
    """Nobody is told of posts that are made there."""
    PROMISE = "promise"
    UNRENEWED = "unrenewed"
    """A message that leaves other people's screens while the danger lasts."""
    PAUSED = "paused"
    """A sending to many that a person paused and nobody has gone on with."""


class AlarmStep(StrEnum):
    """Who is told of what nobody has seen to."""

    REMIND = "remind"
    """The editors."""
    ESCALATE = "escalate"
    """Their deputies too."""


class Alarm(Noun):
    """`name` is the id of a delivery, a post, an account or a message.

    `since` is when it began; of a promise, when it is due; of one that nobody has renewed, when it leaves others' screens.
    """

    kind: AlarmKind
    name: str
    since: UtcTime
    account_id: str | None = None
    message_id: str | None = None
    title: str = ""
    """Of the message, where there is one."""
    error: str = ""
    """What the platform said, in the municipality's language."""
