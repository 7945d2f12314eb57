"""What many ask, or say, and the one answer to it."""

from enum import StrEnum

from schemas.base import Noun, UtcTime
from schemas.dialogue.remark import Remark
from schemas.states import MessageStatus


class QuestionKind(StrEnum):
    QUESTION = "question"
    RUMOUR = "rumour"
    """Something that is told, true or not."""


class Standing(StrEnum):
    """How sure the answer is."""

    SAID = "said"
    """It is as the source says."""
    CHECKING = "checking"
    FALSE = "false"
    """What is told is not true."""
    NOT_YET = "not_yet"
    """It is known, or will be, and cannot be said now."""


class Question(Noun):
    """`answer`, `standing` and `source` are those approved last; None before the first."""

    id: str
    kind: QuestionKind
    text: str
    """As whoever gathered it words it; readers see it above the answer."""
    exercise: bool
    crisis_id: str | None = None
    """The crisis that was open when it was begun."""
    created_by: str
    created_at: UtcTime
    standing: Standing | None = None
    answer: str | None = None
    source: str | None = None
    answered_at: UtcTime | None = None
    """When its first answer was approved."""
    revised_at: UtcTime | None = None
    """When the answer that holds now was approved."""
    message_id: str | None = None
    """The message that stands in the list on the public page."""
    draft_id: str | None = None
    """The draft of its answer that waits, or was decided last."""
    merged_into: str | None = None
    """Another question that it turned out to be the same as."""


class Used(StrEnum):
    """How the answer stands under one of the remarks that ask it."""

    WAITS = "waits"
    """No answer of ours is on its way."""
    UNDER_WAY = "under_way"
    """Written, waiting for approval or for its turn."""
    BY_ITSELF = "by_itself"
    """Answered, closed or hidden by itself; no answer of this question is to stand under it."""
    STANDS = "stands"
    """The answer that holds now."""
    OLDER = "older"
    """An earlier answer, and the newer one is not out yet."""
    NOT_CORRECTABLE = "not_correctable"
    """An earlier answer, and nothing can be put under the remark from here any more."""
    FELL_OUT = "fell_out"
    """It was edited or deleted after it was gathered: nothing was sent for it."""


class QuestionUse(Noun):
    remark: Remark
    used: Used
    message_id: str | None = None
    """Of the last answer that was sent under it, or tried."""
    message_status: MessageStatus | None = None
    begins: str = ""
    """Of an answer that waits for approval: what it begins with under this remark."""


class QuestionCase(Noun):
    """A question with all that belongs to it."""

    question: Question
    uses: tuple[QuestionUse, ...]
    """Oldest remark first."""

    def counted(self, *chosen: Used) -> int:
        return sum(use.used in chosen for use in self.uses)


class AlikeRemarks(Noun):
    """Remarks that nobody has gathered and that look alike; `question_id` where they look like one that is there."""

    remarks: tuple[Remark, ...]
    """Oldest first; its words are those of the first."""
    question_id: str | None = None
    likeness: float = 1.0
    """Of the least alike to the first, between 0 and 1."""
