"""The answer of every question in this room: yes, or no with the sentence that says why and what to do."""

from schemas.base import Noun
from schemas.errors import Refused
from schemas.sentence import Sentence


class Decision(Noun):
    refusal: Sentence | None = None

    @property
    def allowed(self) -> bool:
        return self.refusal is None

    def require(self) -> None:
        """Raise `Refused` with the sentence unless allowed."""
        if self.refusal is not None:
            raise Refused(self.refusal)


YES = Decision()


def no(sentence: Sentence) -> Decision:
    return Decision(refusal=sentence)


def first_no(*decisions: Decision) -> Decision:
    """The first refusal, or yes."""
    return next((decision for decision in decisions if not decision.allowed), YES)
