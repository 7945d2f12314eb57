"""A system's suggestion that this is a crisis. It never becomes one by itself."""

from schemas.base import Noun, UtcTime
from schemas.crisis import Severity


class ProposalRequest(Noun):
    """`identifier` is the sender's own (CAP `identifier`): the same one twice is one proposal."""

    source: str
    identifier: str
    title: str
    what: str
    where: str
    severity: Severity


class Proposal(ProposalRequest):
    id: str
    received_at: UtcTime
    decided_at: UtcTime | None = None
    decided_by: str | None = None
    crisis_id: str | None = None
    """Set where a person did set up a staff because of it."""
