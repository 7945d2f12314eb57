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
from schemas.delivery import Delivery
from schemas.errors import KrisekanalError
from schemas.message import Message
from schemas.sentence import say
from schemas.states import DeliveryStatus
from store.context import AppContext
from store.crises import find
from store.messages import deliveries, messages, undelivered
from store.messages.deliveries import Verdict

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
_UNDER_WAY = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.HELD)
_SETTLED = {
    "arrived": say("Written down: it arrived."),
    "lost": say("Written down: it did not arrive. Try again, or publish it there by hand."),
    "retry": say("It is tried again now."),
}
"""What a verdict answers."""
_MENDING = (MessageKind.CORRECTION, MessageKind.RETRACTION, MessageKind.ALL_CLEAR)


@router.get("/messages")
def listing(request: Request, every: bool = False) -> Response:
    ctx = request.state.visitor.app_state.ctx
    found = looked_at(request)
    listed = messages.listing(ctx, None if every or not found else found.id)
    asks = undelivered.open_ones(ctx, listed)
    ids = {message.id for message, _ in asks}
    return page(
        request,
        "messages.html",
        asks=asks,
        messages=[m for m in listed if m.id not in ids],
        reached=_reached,
        every=every,
    )


@router.get("/messages/{message_id}")
def show(request: Request, message_id: str, settled: str = "") -> Response:
    """`settled` is the verdict just given."""
    return _page(request, message_id, settled=settled)


@router.post("/messages/{message_id}/deliveries/{delivery_id}")
def settle(request: Request, message_id: str, delivery_id: str, form: Form) -> Response:
    """`verdict` is arrived, lost or retry."""
    visitor: Visitor = request.state.visitor

    def work() -> str:
        verdict = choice(form, "verdict", Verdict)
        deliveries.settle(visitor.app_state.ctx, visitor.id, delivery_id, verdict, words(form, "note"))
        return ours(words(form, "back"), f"/messages/{message_id}?settled={verdict.value}")

    return attempt(work, lambda error: _page(request, message_id, error))


def _page(request: Request, message_id: str, error: KrisekanalError | None = None, settled: str = "") -> Response:
    ctx = request.state.visitor.app_state.ctx
    found = messages.show(ctx, message_id)
    follow_ups = [m for m in messages.listing(ctx, found.crisis_id) if m.refers_to == found.id]
    asks, under_way, done = _sorted(ctx, found)
    return page(
        request,
        "message.html",
        error=error,
        message=found,
        asks=asks,
        under_way=under_way,
        ended=done,
        settled=_SETTLED.get(settled),
        platform_of={a.id: a.platform for a in ctx.municipality.all_accounts()}.get,
        follow_ups=list(reversed(follow_ups)),
        crisis=find.show(ctx, found.crisis_id) if found.crisis_id else looked_at(request),
        mending=[kind for kind in _MENDING if may_mend(found, kind).allowed],
        renderings=messages.shown(ctx, message_id),
    )


def _sorted(ctx: AppContext, found: Message) -> tuple[list[Delivery], list[Delivery], list[Delivery]]:
    """What asks for a person, what goes on by itself, what is at its end."""
    asks = [d for _, rows in undelivered.open_ones(ctx, [found]) for d in rows]
    ids = {d.id for d in asks}
    rest = [d for d in found.deliveries if d.id not in ids]
    under_way = [d for d in rest if d.status in _UNDER_WAY]
    return asks, under_way, [d for d in rest if d.status not in _UNDER_WAY]


def _reached(found: Message) -> tuple[int, int]:
    """Channels that it surely reached, and all that it is for; what was cancelled is none of them."""
    counted = [d for d in found.deliveries if d.status is not DeliveryStatus.CANCELLED]
    return sum(1 for d in counted if d.status is DeliveryStatus.DELIVERED), len(counted)
