"""One answer for many: what may be gathered, what an answer covers, and what of it stands under one remark.

Source: the guidelines (questions and negative comments are always answered, errors of fact always put right) and FEMA's rumour
control: one cleared answer in one place, the same in every channel.
"""

from collections.abc import Collection, Sequence

from policy.decision import YES, Decision, first_no, no
from policy.dialogue.states import FREE
from schemas.dialogue.question import Question, QuestionKind, Standing
from schemas.dialogue.remark import OPEN_TO_ALL, Remark
from schemas.drafts.content import AnsweredRemark, Content, MessageKind
from schemas.sentence import say
from schemas.states import RemarkStatus

MOST = 500
"""Remarks that one approval covers: somebody is to look at each. The rest is the next one's."""
GATHERED_AS = {QuestionKind.QUESTION: RemarkStatus.QUESTION, QuestionKind.RUMOUR: RemarkStatus.RUMOUR}
SET_FREE = (*GATHERED_AS.values(), RemarkStatus.ANSWERED)
"""Of one that is taken out of a question; what is hidden or closed by then stays so."""


def may_gather(question: Question, remark: Remark, seen: str) -> Decision:
    """`seen` is the fingerprint of what whoever gathers it had before them."""
    if question.merged_into:
        return no(say("{id} is merged into {other}. Gather there.", id=question.id, other=question.merged_into))
    if remark.exercise != question.exercise:
        return no(say("An exercise's questions and real ones are never gathered together."))
    if remark.ours or remark.kind not in OPEN_TO_ALL:
        return no(say("{id} is not open to all. Answer it by itself.", id=remark.id))
    if remark.status not in FREE:
        return no(say("{id} is {status}; nothing is left to gather.", id=remark.id, status=remark.status))
    if remark.deleted or remark.hash != seen:
        return no(say("{id} was edited or deleted after it was read. Read it again.", id=remark.id))
    return YES


def may_release(remark: Remark) -> Decision:
    """Set free under an answer on its way it would get a second one."""
    if remark.status is RemarkStatus.WAITING:
        return no(say("{id} has an answer already that waits or is on its way.", id=remark.id))
    return YES


def may_answer(question: Question, remarks: Collection[AnsweredRemark], *, waits: bool, is_new: bool) -> Decision:
    """`waits`: an answer of it lies with the desk. `is_new`: its words, standing or source are others than those that hold."""
    if question.merged_into:
        return no(say("{id} is merged into {other}. Answer that one.", id=question.id, other=question.merged_into))
    if waits:
        return no(say("An answer to {id} waits for approval already. Edit or withdraw that draft.", id=question.id))
    if not is_new and not remarks:
        return no(say("This answer stands under every remark of {id} already.", id=question.id))
    return YES


def not_an_exercises(question: Question) -> Decision:
    """Where no crisis is open: outside an exercise nobody plays its residents any more."""
    if question.exercise:
        return no(say("{id} is an exercise's, and the exercise is over. Nothing is answered any more.", id=question.id))
    return YES


def may_merge(one: Question, other: Question, *, waits: bool) -> Decision:
    """`one` becomes part of `other`. Its place in the list would be left with an answer that nobody could change any more."""
    if one.id == other.id or one.merged_into or other.merged_into:
        return no(say("Name two questions that are not merged yet."))
    apart = no(say("An exercise's questions and real ones are never gathered together."))
    busy = no(say("An answer to {id} waits for approval already. Edit or withdraw that draft.", id=one.id))
    listed = no(
        say("{id} stands in the list with an answer. Merge {other} into it, or keep both.", id=one.id, other=other.id)
    )
    return first_no(
        YES if one.exercise == other.exercise else apart, busy if waits else YES, listed if one.message_id else YES
    )


def for_remark(content: Content, remark_id: str) -> Content | None:
    """What of an approved answer stands under this remark; None where it was not among those that were approved."""
    if content.question is None:
        return None
    answered = next((one for one in content.question.remarks if one.remark_id == remark_id), None)
    if answered is None:
        return None
    return content.model_copy(update={"kind": MessageKind.REPLY, "question": None, "answers": answered})


def is_another(question: Question, answer: str, standing: Standing, source: str) -> bool:
    return (answer.strip(), standing, source.strip()) != (question.answer, question.standing, question.source)


def standing_as_seen(answered: Sequence[AnsweredRemark], now: dict[str, Remark]) -> tuple[AnsweredRemark, ...]:
    """Those that still say what was seen."""
    return tuple(one for one in answered if (it := now.get(one.remark_id)) and not it.deleted and it.hash == one.seen)


def filled_in(question: Question, answer: str, standing: Standing | None, source: str) -> tuple[str, Standing, str]:
    """Without words, the answer that holds now, for those who have none yet; with words, `said` where nothing else is told."""
    if answer.strip():
        return answer, standing or Standing.SAID, source or question.source or ""
    return question.answer or "", standing or question.standing or Standing.SAID, source or question.source or ""
