"""What a channel can do, and in a sentence why it cannot do the rest."""

from enum import StrEnum
from typing import Literal

from schemas.base import Noun
from schemas.sentence import Sentence


class Ability(StrEnum):
    PUBLISH = "publish"
    CORRECT = "correct"
    RETRACT = "retract"
    READ_BACK = "read_back"
    LOCK = "lock"


class Diagnosis(Noun):
    """One line of `channel test`: what was checked, how it went, what to do."""

    level: Literal["ok", "warning", "error"]
    sentence: Sentence
