"""The answer of every question in this room: yes, or no with the sentence that says why and what to do."""

from schemas.base import Noun
from schemas.errors import InvalidInput, Refused
from schemas.sentence import Sentence


class Decision(Noun):
    refusal: Sentence | None = None
    unusable: bool = False
    """The no is about what was given, not about who may: `InvalidInput`, not `Refused`."""

    @property
    def allowed(self) -> bool:
        return self.refusal is None

    def or_raise(self) -> None:
        """Raise `Refused` (or `InvalidInput`) with the sentence unless allowed."""
        if self.refusal is not None:
            raise InvalidInput(self.refusal) if self.unusable else Refused(self.refusal)


YES = Decision()


def no(sentence: Sentence) -> Decision:
    return Decision(refusal=sentence)


def bad(sentence: Sentence) -> Decision:
    return Decision(refusal=sentence, unusable=True)


def first_no(*decisions: Decision) -> Decision:
    """The first refusal, or yes."""
    return next((decision for decision in decisions if not decision.allowed), YES)
