"""Questions and rumours, and the one answer to each."""

from typing import Annotated, Any

from fastapi import APIRouter, Response

from desk.api.bodies import AnswerQuestion, BeginQuestion, GatherRemarks, MergeQuestion
from desk.api.caller import Caller, Key, scope
from policy.access import Action
from schemas.dialogue.question import AlikeRemarks, Question, QuestionCase
from schemas.drafts.draft import Draft
from schemas.messages.message import Message
from store.dialogue import question_answers, questions

router = APIRouter(tags=["questions"])
Reader = Annotated[Caller, scope(Action.SEE)]
Taker = Annotated[Caller, scope(Action.DIALOGUE)]


@router.get("/questions", response_model=list[Question])
def listing(
    caller: Reader,
    crisis: str | None = None,
    answered: bool | None = None,
    exercise: bool = False,
    past: bool = False,
) -> Any:
    """Those without an answer first, rumours before questions. Of crises that are over only what is not answered, unless `past`."""
    return questions.listing(caller.ctx, exercise=exercise, crisis_id=crisis, answered=answered, past=past)


@router.get("/questions/proposals", response_model=list[AlikeRemarks])
def proposals(caller: Reader, exercise: bool = False) -> Any:
    """Remarks that look alike and that nobody has gathered."""
    return questions.proposals(caller.ctx, exercise=exercise)


@router.get("/questions/{question_id}", response_model=QuestionCase)
def show(caller: Reader, question_id: str) -> Any:
    return question_answers.case(caller.ctx, question_id)


@router.post("/questions", response_model=Question, status_code=201)
def begin(caller: Taker, key: Key, body: BeginQuestion) -> Response:
    return caller.once(
        key,
        body,
        lambda ctx: questions.begin(ctx, caller.id, body.kind, body.text, body.remarks, exercise=body.exercise),
        201,
    )


@router.post("/questions/{question_id}/gather", response_model=Question)
def gather(caller: Taker, key: Key, question_id: str, body: GatherRemarks) -> Response:
    return caller.once(key, body, lambda ctx: questions.gather(ctx, caller.id, question_id, body.remarks))


@router.post("/remarks/{remark_id}/release", response_model=Question)
def release(caller: Taker, key: Key, remark_id: str) -> Response:
    return caller.once(key, None, lambda ctx: questions.release(ctx, caller.id, remark_id))


@router.post("/questions/{question_id}/merge", response_model=Question)
def merge(caller: Taker, key: Key, question_id: str, body: MergeQuestion) -> Response:
    return caller.once(key, body, lambda ctx: questions.merge(ctx, caller.id, question_id, body.into))


@router.post("/questions/{question_id}/answer", response_model=Draft | list[Message], status_code=201)
def answer(
    caller: Annotated[Caller, scope(Action.WRITE)], key: Key, question_id: str, body: AnswerQuestion
) -> Response:
    """In a crisis a draft, submitted; else the messages of who answers for the accounts."""
    said = (question_id, body.text, body.standing, body.source, body.signature)

    def beforehand() -> None:
        question_answers.before_answer(caller.ctx, *said)

    return caller.once(
        key,
        body,
        lambda ctx: question_answers.answer(ctx, caller.id, *said),
        201,
        beforehand,
    )
