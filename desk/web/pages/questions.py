"""Questions and rumours: what looks alike, what was gathered, the one answer to each, and the switchboard's sheet."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from desk import question_sheet
from desk.web import steps
from desk.web.answers import answered
from desk.web.forms import attempt, read_form, words
from desk.web.open_crises import in_exercise
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.access import Action
from schemas.dialogue.question import QuestionKind, Standing
from schemas.drafts.content import AnsweredRemark
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput, KrisekanalError
from schemas.sentence import say
from store.context import AppContext
from store.dialogue import question_answers, questions

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
_SHOWN_ALIKE = 20
"""Proposals on one page, the greatest first."""


@router.get("/questions")
def listing(request: Request) -> Response:
    return _list(request)


@router.post("/questions")
def begin(request: Request, form: Form) -> Response:
    """A new one of the remarks that are ticked, or more of them for one that is there (`into`)."""
    visitor: Visitor = request.state.visitor

    def work() -> str:
        ctx, into = visitor.app_state.ctx, words(form, "into")
        if into:
            found = questions.gather(ctx, visitor.id, into, _ticked(form))
            return answered(f"/questions/{found.id}", "gathered")
        kind = QuestionKind.RUMOUR if words(form, "kind") == "rumour" else QuestionKind.QUESTION
        made = questions.begin(
            ctx, visitor.id, kind, words(form, "title"), _ticked(form), exercise=in_exercise(request)
        )
        return answered(f"/questions/{made.id}", "gathered")

    return attempt(work, lambda error: _list(request, error, form))


@router.get("/questions/sheet")
def sheet(request: Request) -> Response:
    return HTMLResponse(_sheet(request))


@router.get("/questions/sheet.pdf")
def sheet_as_pdf(request: Request) -> Response:
    visitor: Visitor = request.state.visitor
    drawn, ctx = _sheet(request), visitor.app_state.ctx
    ctx.let_go()
    name = 'inline; filename="krisekanal-sporsmal.pdf"'
    return Response(ctx.draw_pdf(drawn), media_type="application/pdf", headers={"content-disposition": name})


@router.get("/questions/{question_id}")
def show(request: Request, question_id: str) -> Response:
    return _page(request, question_id)


@router.post("/questions/{question_id}/{step}")
def act(request: Request, question_id: str, step: str, form: Form) -> Response:
    """`step` is answer, release or merge."""
    return attempt(
        lambda: steps.take(_STEPS, step, request, question_id, form),
        lambda error: _page(request, question_id, error, form),
    )


def _answer(ctx: AppContext, actor: str, question_id: str, form: FormData) -> str:
    given = words(form, "standing")
    if given not in {one.value for one in Standing}:
        raise InvalidInput(say("Say how sure the answer is."))
    said = (words(form, "body"), Standing(given), words(form, "source"), words(form, "signature") or None)
    made = question_answers.answer(ctx, actor, question_id, *said)
    if isinstance(made, Draft):
        return answered(f"/drafts/{made.id}", "answer-waits")
    return answered(f"/questions/{question_id}", "answered")


def _release(ctx: AppContext, actor: str, question_id: str, form: FormData) -> str:
    questions.release(ctx, actor, words(form, "remark"))
    return answered(f"/questions/{question_id}", "released")


def _merge(ctx: AppContext, actor: str, question_id: str, form: FormData) -> str:
    made = questions.merge(ctx, actor, question_id, words(form, "into"))
    return answered(f"/questions/{made.id}", "merged")


_STEPS: dict[str, steps.Step] = {
    "answer": _answer,
    "release": _release,
    "merge": _merge,
}


def _ticked(form: FormData) -> list[AnsweredRemark]:
    """Each box is a remark with the fingerprint of what stood beside it."""
    found = []
    for box in form.getlist("remark"):
        remark_id, _, seen = str(box).partition(":")
        found.append(questions.as_read(remark_id, seen))
    return found


def _list(request: Request, error: KrisekanalError | None = None, form: FormData | None = None) -> Response:
    visitor: Visitor = request.state.visitor
    ctx, exercise = visitor.app_state.ctx, in_exercise(request)
    past = request.query_params.get("past") == "1"
    every = questions.listing(ctx, exercise=exercise, past=past)
    return page(
        request,
        "questions.html",
        past=past,
        error=error,
        form=form or FormData(),
        questions=every,
        alike=questions.proposals(ctx, exercise=exercise)[:_SHOWN_ALIKE],
        names={one.id: one.text for one in every},
        may_gather=visitor.may(Action.DIALOGUE),
    )


def _page(
    request: Request, question_id: str, error: KrisekanalError | None = None, form: FormData | None = None
) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    found = question_answers.case(ctx, question_id)
    every = questions.listing(ctx, exercise=found.question.exercise)
    return page(
        request,
        "question.html",
        error=error,
        form=form or FormData(),
        case=found,
        question=found.question,
        standings=list(Standing),
        others=[one for one in every if one.id != question_id],
        to_desk=question_answers.in_crisis(ctx, question_id) is not None,
        may_gather=visitor.may(Action.DIALOGUE),
    )


def _sheet(request: Request) -> str:
    visitor: Visitor = request.state.visitor
    ctx, exercise = visitor.app_state.ctx, in_exercise(request)
    every = questions.listing(ctx, exercise=exercise)
    return question_sheet.html(every, ctx.municipality, ctx.clock(), visitor.lang, exercise=exercise)
