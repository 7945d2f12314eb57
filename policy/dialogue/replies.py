"""Whether a remark may be answered now, and whether an answer still answers what was seen.

Source: the guidelines: the accounts' administrators answer; in a crisis all communication goes through the editorial desk. No
answer of ours ever stands under words that nobody here has read.
"""

from datetime import datetime, timedelta

from policy.decision import YES, Decision, no
from schemas.dialogue.remark import OPEN_TO_ALL, Remark, RemarkKind
from schemas.dialogue.rules import DialogueRules
from schemas.drafts.content import AnsweredRemark
from schemas.sentence import Sentence, say
from schemas.states import RemarkStatus


def may_begin(remark: Remark, seen: str) -> Decision:
    """`seen` is the fingerprint of what the writer had before them."""
    if remark.ours:
        return no(say("{id} is our own. Answer the remark that it answers.", id=remark.id))
    if remark.status is RemarkStatus.HIDDEN:
        return no(say("{id} is hidden. Show it again before you answer it.", id=remark.id))
    if remark.status is RemarkStatus.WAITING:
        return no(say("{id} has an answer already that waits or is on its way.", id=remark.id))
    return still_stands(remark, AnsweredRemark(remark_id=remark.id, seen=seen))


def may_privately(remark: Remark, within: timedelta | None, now: datetime, *, sent: bool) -> Decision:
    """`within`: of the channel, from when it was written; `sent`: one went, or may have gone. Source: Meta's *Private Replies*: one
    message for each comment, within seven days."""
    if within is None or remark.kind not in OPEN_TO_ALL:
        return no(say("{id} cannot be answered privately from here. Answer where it stands.", id=remark.id))
    if sent:
        return no(say("{id} has had its one private answer. Answer where all can read it.", id=remark.id))
    if now - remark.written_at > within:
        days = {"id": remark.id, "days": within.days}
        return no(
            say(
                "{id} is more than {days} days old, and is no longer answered privately. Answer where all can read it.",
                **days,
            )
        )
    return YES


def may_say(remark: Remark, body: str, rules: DialogueRules, *, privately: bool = False) -> Decision:
    """A message that only we can read, or an answer that only one person is to read, is a pointer, in words that were agreed on a calm
    day: nobody's case is written about where no file is kept of it."""
    agreed = {(rules.template(one.id) or "").strip() for one in rules.templates}
    if body.strip() in agreed or not (privately or remark.kind is RemarkKind.DIRECT):
        return YES
    if privately:
        return no(
            say(
                "What one person alone is to read is one of the agreed answers, word for word (`templates` under `dialogue:` of the "
                "municipality file). Or answer where all can read it.",
            )
        )
    return no(
        say(
            "{id} is a message that only we can read. Answer it with one of the agreed answers, word for word: it points to where "
            "questions about a person belong (`templates` under `dialogue:` of the municipality file).",
            id=remark.id,
        )
    )


def renamed(remark: Remark) -> Sentence:
    return say("Whoever wrote {id} is called something else by now. Read it again.", id=remark.id)


def still_stands(remark: Remark, answers: AnsweredRemark) -> Decision:
    if remark.deleted:
        return no(say("{id} is deleted; there is nothing left to answer.", id=remark.id))
    if remark.hash != answers.seen:
        return no(
            say(
                "{id} was edited after it was read. Read it again, and answer what it says now "
                "(`krisekanal remark show {id}`).",
                id=remark.id,
            )
        )
    return YES
