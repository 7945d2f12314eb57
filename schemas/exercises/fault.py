"""What is broken on purpose in an exercise: a sandbox channel, or an editor who does not answer."""

from enum import StrEnum

from schemas.base import Noun, UtcTime


class FaultKind(StrEnum):
    DOWN = "down"
    """The platform fails and says so: tried again with growing pauses."""
    BUSY = "busy"
    """The platform asks us to wait half a minute."""
    REFUSES = "refuses"
    """The platform will not take it: the fallback stands in."""
    NO_ANSWER = "no_answer"
    """It lands, and no answer comes: it must be read back, not sent twice."""


class Fault(Noun):
    """On `account_id` (a sandbox account) or on `person_id`, never both. In force from `begins_at` until `ends_at`."""

    id: str
    crisis_id: str
    account_id: str | None = None
    person_id: str | None = None
    kind: FaultKind
    begins_at: UtcTime
    ends_at: UtcTime
