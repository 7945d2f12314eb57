"""What others write: a quiet list by urgency and age, and one of them in its thread with the answer beside it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.datastructures import FormData

from desk.web import steps
from desk.web.answers import answered
from desk.web.forms import attempt, read_form, words
from desk.web.open_crises import in_exercise
from desk.web.parts import tried
from desk.web.shown import threads
from desk.web.shown.drawn import DrawnPost, post
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.access import Action
from policy.dialogue.states import CORRECTABLE, OPEN, URGENCY
from policy.dialogue.taking import may_take
from policy.drafts.answer_checks import ERROR_OF_FACT, of_remark
from policy.drafts.approval import published
from schemas.accounts.account import Account
from schemas.dialogue.remark import OPEN_TO_ALL, Conversation, HideReason, Remark, RemarkDeed
from schemas.drafts.content import MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput, KrisekanalError
from schemas.sentence import say
from schemas.states import AccountState, RemarkStatus
from store.context import AppContext
from store.dialogue import conversations, replies
from store.messages import messages
from store.remarks import hiding, inbox, remarks, taking

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]


@router.get("/remarks")
def listing(
    request: Request,
    status: str = "",
    account: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    wanted = _wanted(request, status, account)
    shown = remarks.listing(ctx, wanted, (number - 1) * remarks.PAGE, remarks.PAGE + 1)
    return page(
        request,
        "remarks.html",
        remarks=shown[: remarks.PAGE],
        unread=inbox.unread(ctx),
        open_count=remarks.count(ctx, wanted._replace(statuses=OPEN)),
        number=number,
        further=len(shown) > remarks.PAGE,
        chosen=status,
        statuses=URGENCY,
        account=account,
        accounts=[a for a in ctx.municipality.accounts if ctx.channels.unable(a, RemarkDeed.READ) is None],
    )


@router.get("/remarks/{remark_id}")
def show(request: Request, remark_id: str) -> Response:
    return _page(request, remark_id)


@router.post("/remarks/{remark_id}/{step}")
def act(request: Request, remark_id: str, step: str, form: Form) -> Response:
    """`step` is answer, assign, close, mend, hide or show."""
    return attempt(
        lambda: steps.take(_STEPS, step, request, remark_id, form), lambda error: _page(request, remark_id, error, form)
    )


def _answer(ctx: AppContext, actor: str, remark_id: str, form: FormData) -> str:
    body, signature, privately = words(form, "body"), words(form, "signature") or None, bool(words(form, "privately"))
    made = replies.answer(ctx, actor, remark_id, body, words(form, "seen"), signature, privately=privately)
    if isinstance(made, Draft):
        return answered(f"/drafts/{made.id}", "answer-waits")
    return answered(f"/remarks/{remark_id}", "answered")


def _assign(ctx: AppContext, actor: str, remark_id: str, form: FormData) -> str:
    taking.assign(ctx, actor, remark_id, words(form, "person") or None, words(form, "unit") or None)
    return answered(f"/remarks/{remark_id}", "assigned")


def _close(ctx: AppContext, actor: str, remark_id: str, form: FormData) -> str:
    taking.close(ctx, actor, remark_id, words(form, "reason"))
    return answered("/remarks", "remark-closed")


def _mend(ctx: AppContext, actor: str, remark_id: str, form: FormData) -> str:
    under = conversations.show(ctx, remark_id).under
    taking.mend(ctx, actor, remark_id)
    return answered(f"/write?original={under}&kind={MessageKind.CORRECTION.value}", "mending")


def _hide(ctx: AppContext, actor: str, remark_id: str, form: FormData) -> str:
    given = words(form, "why")
    if given not in {reason.value for reason in HideReason}:
        raise InvalidInput(say("Say why it is hidden. Criticism is answered."))
    gone = words(form, "do") == "remove"
    hiding.hide(ctx, actor, remark_id, HideReason(given), remove=gone)
    return answered(f"/remarks/{remark_id}", "taken-down" if gone else "hidden")


def _show_again(ctx: AppContext, actor: str, remark_id: str, form: FormData) -> str:
    hiding.show_again(ctx, actor, remark_id)
    return answered(f"/remarks/{remark_id}", "shown-again")


_STEPS: dict[str, steps.Step] = {
    "answer": _answer,
    "assign": _assign,
    "close": _close,
    "mend": _mend,
    "hide": _hide,
    "show": _show_again,
}


def _page(
    request: Request, remark_id: str, error: KrisekanalError | None = None, form: FormData | None = None
) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    found = conversations.show(ctx, remark_id)
    advice = tuple(of_remark(found.remark, ctx.municipality.dialogue, published(ctx.municipality)))
    return page(
        request,
        "remark.html",
        error=error,
        form=form or FormData(),
        people=[person for person in ctx.municipality.people if person.active],
        units=ctx.municipality.units,
        reasons=list(HideReason),
        advice=advice,
        **_drawn(ctx, found),
        shows_an_error=any(check.id == ERROR_OF_FACT for check in advice),
        templates=ctx.municipality.dialogue.templates,
        given=ctx.municipality.dialogue.template(request.query_params.get("template", "")) or "",
        **{name: getattr(found, name) for name in type(found).model_fields},
        **_may(visitor, found.remark),
        may_correct=found.under is not None and found.remark.status in CORRECTABLE and visitor.may(Action.WRITE),
    )


def _drawn(ctx: AppContext, found: Conversation) -> dict[str, Any]:
    """The thread as its platform draws it, under the post of ours that it stands under."""
    account = ctx.municipality.account(found.remark.account_id)
    drawn = threads.look(account.platform, found.remark) if account else threads.ThreadLook.UNDER
    return {
        "look": drawn,
        "placed": threads.placed(found.thread, drawn),
        "post": tried(lambda: _post(ctx, account, found.under), None),
    }


def _post(ctx: AppContext, account: Account | None, message_id: str | None) -> DrawnPost | None:
    made = messages.shown(ctx, message_id).get(account.id) if account and message_id else None
    return post(account, made) if account and made else None


def _may(visitor: Visitor, found: Remark) -> dict[str, Any]:
    """What is offered, and why something is not."""
    ctx = visitor.app_state.ctx
    account = ctx.municipality.account(found.account_id)
    locked = replies.in_crisis(ctx, found.id) is not None
    state = AccountState.LOCKED if locked else AccountState.OPEN
    unable = {deed: ctx.channels.unable(account, deed) for deed in RemarkDeed} if account else {}
    return {
        "to_desk": locked,
        "begins": replies.may_answer(ctx, found),
        "cannot_answer": unable.get(RemarkDeed.REPLY),
        "may_privately": bool(account and ctx.channels.private_within(account)) and found.kind in OPEN_TO_ALL,
        "may_take": may_take(ctx.municipality, visitor.person, found, account, state).allowed,
        "may_hide": visitor.may(Action.HIDE) and unable.get(RemarkDeed.HIDE) is None,
        "may_remove": visitor.may(Action.HIDE) and unable.get(RemarkDeed.REMOVE) is None,
        "is_hidden": found.status is RemarkStatus.HIDDEN,
    }


def _wanted(request: Request, status: str, account: str) -> remarks.RemarkFilter:
    from_list = [RemarkStatus(status)] if status in {one.value for one in RemarkStatus} else OPEN
    return remarks.RemarkFilter(statuses=tuple(from_list), exercise=in_exercise(request), account_id=account or None)
