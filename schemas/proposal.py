"""A system's suggestion that this is a crisis. It never becomes one by itself."""

from pydantic import Field

from schemas.base import UtcTime
from schemas.crisis import Situation


class ProposalRequest(Situation):
    """`identifier` is the sender's own (CAP `identifier`): the same one twice is one proposal."""

    source: str = Field(min_length=1, max_length=120)
    identifier: str = Field(min_length=1, max_length=200)


class Proposal(ProposalRequest):
    id: str
    received_at: UtcTime
    decided_at: UtcTime | None = None
    decided_by: str | None = None
    crisis_id: str | None = None
    """Set where a person did set up a staff because of it."""
