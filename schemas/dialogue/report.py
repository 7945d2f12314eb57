"""What people asked while a crisis staff was set up, and how fast they were answered."""

from schemas.base import Noun, UtcTime
from schemas.dialogue.question import QuestionKind, Standing


class AskedReport(Noun):
    """A question or rumour. Its remarks are counted, not named."""

    text: str
    kind: QuestionKind
    first_at: UtcTime
    """When the first remark of it was seen; where there is none, when it was written down."""
    asked: int
    """Remarks gathered under it."""
    after: int
    """Of these, those that came after the first answer was approved: how much it went on."""
    standing: Standing | None = None
    source: str | None = None
    answered_at: UtcTime | None = None
    """When its first answer was approved."""

    @property
    def took(self) -> float | None:
        """Seconds from the first remark to the first approved answer."""
        return (self.answered_at - self.first_at).total_seconds() if self.answered_at else None


class DialogueReport(Noun):
    remarks: int = 0
    answered: int = 0
    closed: int = 0
    """Needed no answer, or were hidden, each with a reason."""
    open: int = 0
    unseen: float | None = None
    """Seconds from written (or from the setting up of the staff, for what was older) to seen here, of the one that took longest."""
    median: float | None = None
    """Seconds from seen to first answered, of those that were."""
    slowest: float | None = None
    asked: tuple[AskedReport, ...] = ()
    """Rumours first, then what most asked."""
