"""A system's suggestion that this is a crisis. It never becomes one by itself."""

from pydantic import Field

from schemas.base import Noun, UtcTime
from schemas.crises.crisis import Situation
from schemas.crises.zone import Geometry


class ProposalRequest(Situation):
    """`identifier` is the sender's own (of CAP: sender, identifier and sent): the same one twice is one proposal."""

    source: str = Field(min_length=1, max_length=120)
    identifier: str = Field(min_length=1, max_length=400)
    area: Geometry | None = None
    """What the sender has drawn, as far as it lies here; offered as the crisis' own."""


class Alert(Noun):
    """From a warning service. `references` are the identities of earlier ones that it renews or calls off."""

    source: str
    identifier: str
    references: tuple[str, ...] = ()
    request: ProposalRequest | None
    """None: it says that a danger is over, or `elsewhere`: that it is no longer for us."""
    elsewhere: bool = False


class Proposal(ProposalRequest):
    id: str
    received_at: UtcTime
    decided_at: UtcTime | None = None
    decided_by: str | None = None
    crisis_id: str | None = None
    """Set where a person did set up a staff because of it."""
