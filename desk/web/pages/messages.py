"""What went out: a live board per channel, and one step to correct, retract or call off."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from desk.web.forms import attempt, choice, ours, read_form, words
from desk.web.open_crises import looked_at
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.drafts.approval import may_mend
from schemas.content import MessageKind
from schemas.errors import KrisekanalError
from store.crises import find
from store.messages import deliveries, messages
from store.messages.deliveries import Verdict

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
_MENDING = (MessageKind.CORRECTION, MessageKind.RETRACTION, MessageKind.ALL_CLEAR)


@router.get("/messages")
def listing(request: Request, every: bool = False) -> Response:
    ctx = request.state.visitor.app_state.ctx
    found = looked_at(request)
    return page(request, "messages.html", messages=messages.listing(ctx, None if every or not found else found.id))


@router.get("/messages/{message_id}")
def show(request: Request, message_id: str) -> Response:
    return _page(request, message_id)


@router.post("/messages/{message_id}/deliveries/{delivery_id}")
def settle(request: Request, message_id: str, delivery_id: str, form: Form) -> Response:
    """`verdict` is arrived, lost or retry."""
    visitor: Visitor = request.state.visitor

    def work() -> str:
        verdict = choice(form, "verdict", Verdict)
        deliveries.settle(visitor.app_state.ctx, visitor.id, delivery_id, verdict, words(form, "note"))
        return ours(words(form, "back"), f"/messages/{message_id}")

    return attempt(work, lambda error: _page(request, message_id, error))


def _page(request: Request, message_id: str, error: KrisekanalError | None = None) -> Response:
    ctx = request.state.visitor.app_state.ctx
    found = messages.show(ctx, message_id)
    follow_ups = [m for m in messages.listing(ctx, found.crisis_id) if m.refers_to == found.id]
    return page(
        request,
        "message.html",
        error=error,
        message=found,
        follow_ups=list(reversed(follow_ups)),
        crisis=find.show(ctx, found.crisis_id) if found.crisis_id else looked_at(request),
        mending=[kind for kind in _MENDING if may_mend(found, kind).allowed],
        renderings=messages.shown(ctx, message_id),
    )
