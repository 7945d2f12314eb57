"""Whether a remark may be answered now, and whether an answer still answers what was seen.

Source: the guidelines: the accounts' administrators answer; in a crisis all communication goes through the editorial desk. No
answer of ours ever stands under words that nobody here has read.
"""

from policy.decision import YES, Decision, no
from schemas.content import AnsweredRemark
from schemas.remark import Remark
from schemas.sentence import say
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
