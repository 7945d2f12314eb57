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
    READ_REMARKS = "read_remarks"
    REPLY = "reply"
    HIDE = "hide"
    REMOVE_REMARK = "remove_remark"
    REPLY_PRIVATELY = "reply_privately"


DIALOGUE = (Ability.READ_REMARKS, Ability.REPLY, Ability.HIDE, Ability.REMOVE_REMARK, Ability.REPLY_PRIVATELY)
"""What is done about words of others (`notifiers.base.dialogue`)."""


class Diagnosis(Noun):
    """One line of `channel test`: what was checked, how it went, what to do."""

    level: Literal["ok", "warning", "error"]
    sentence: Sentence
