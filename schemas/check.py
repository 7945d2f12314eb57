"""What a look at a text found, for its writer and its approver. Never a change of the text."""

from schemas.base import Noun
from schemas.sentence import Sentence


class CheckMark(Noun):
    """`id` is stable for the same find in the same text. `asks`: the approver must answer before approving."""

    id: str
    asks: bool = False


class Check(CheckMark):
    sentence: Sentence
    rule: Sentence | None = None
    """Where the rule comes from."""
