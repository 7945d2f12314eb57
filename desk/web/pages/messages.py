"""What went out: a live board per channel, and one step to correct, retract or call off."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from desk.folded import folded
from desk.reached_curve import curve
from desk.web.answers import answered
from desk.web.forms import attempt, one_of, ours, read_form, words
from desk.web.open_crises import looked_at
from desk.web.parts import tried
from desk.web.shown.drawn import DrawnPost, groups
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.drafts.approval import may_follow_up
from policy.monitoring.undelivered import ENDED
from schemas.drafts.content import FOLLOW_UPS
from schemas.errors import KrisekanalError
from schemas.messages.bulk import Steer
from schemas.messages.delivery import Delivery
from schemas.messages.message import Message
from schemas.sentence import Sentence
from schemas.states import DeliveryStatus
from store.batches import figures
from store.bulk import steering
from store.context import AppContext
from store.crises import find
from store.deliveries import deliveries
from store.deliveries.deliveries import Settlement
from store.messages import messages
from store.reached import reached, why
from store.sending import undelivered

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
_UNDER_WAY = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.HELD)


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
        rows=folded([m for m in listed if m.id not in ids]),
        reached=_reached,
        every=every,
    )


@router.get("/messages/{message_id}")
def show(request: Request, message_id: str) -> Response:
    return _page(request, message_id)


@router.post("/messages/{message_id}/deliveries/{delivery_id}")
def settle(request: Request, message_id: str, delivery_id: str, form: Form) -> Response:
    """`verdict` is arrived, lost or retry."""
    visitor: Visitor = request.state.visitor

    def work() -> str:
        verdict = one_of(form, "verdict", Settlement)
        deliveries.settle(visitor.app_state.ctx, visitor.id, delivery_id, verdict, words(form, "note"))
        return answered(ours(words(form, "back"), f"/messages/{message_id}"), verdict.value)

    return attempt(work, lambda error: _page(request, message_id, error))


@router.post("/messages/{message_id}/deliveries/{delivery_id}/sending")
def steer(request: Request, message_id: str, delivery_id: str, form: Form) -> Response:
    """`way` is pause, go_on or stop."""
    visitor: Visitor = request.state.visitor

    def work() -> str:
        way = one_of(form, "way", Steer)
        steering.steer(visitor.app_state.ctx, visitor.id, delivery_id, way)
        return answered(f"/messages/{message_id}", f"sending-{way}")

    return attempt(work, lambda error: _page(request, message_id, error))


@router.post("/messages/{message_id}/why")
def explain(request: Request, message_id: str, form: Form) -> Response:
    """Why whoever has this address got it, or did not. No address stands in a URL, which servers write down."""
    visitor: Visitor = request.state.visitor
    try:
        told = why.explain(visitor.app_state.ctx, visitor.id, words(form, "address"), message_id)
    except KrisekanalError as error:
        return _page(request, message_id, error)
    return _page(request, message_id, told=told)


def _page(
    request: Request, message_id: str, error: KrisekanalError | None = None, told: Sequence[Sentence] = ()
) -> Response:
    ctx = request.state.visitor.app_state.ctx
    found = messages.show(ctx, message_id)
    follow_ups = [m for m in messages.listing(ctx, found.crisis_id) if m.refers_to == found.id]
    asks, under_way, done = _sorted(ctx, found)
    people = reached.of_message(ctx, message_id)
    return page(
        request,
        "message.html",
        error=error,
        told=told,
        message=found,
        asks=asks,
        followed=undelivered.followed_up(ctx, [d for d in found.deliveries if d.status in ENDED]),
        reached=[(one, curve(one)) for one in people],
        sending={name: one.state.value for name, one in figures.of_message(ctx, message_id).items()},
        some_missed=any(one.progress.failed or one.progress.bounced for one in people) or _without_number(found),
        under_way=under_way,
        ended=done,
        follow_ups=list(reversed(follow_ups)),
        crisis=find.show(ctx, found.crisis_id) if found.crisis_id else looked_at(request),
        possible_follow_ups=[kind for kind in FOLLOW_UPS if may_follow_up(found, kind).allowed],
        files_at=f"/drafts/{found.draft_id}/files/" if found.draft_id else "",
        **_as_published(ctx, message_id),
    )


def _without_number(message: Message) -> bool:
    """Some whom it concerns have neither number nor address: their door is left."""
    whom = message.content.recipients
    return whom is not None and whom.without_number > 0


def _as_published(ctx: AppContext, message_id: str) -> dict[str, Any]:
    """As their platforms draw them; as plain words where that cannot be, or the account is no longer in the file."""
    shown = messages.shown(ctx, message_id)
    known = [(account, made, None) for name, made in shown.items() if (account := ctx.municipality.account(name))]
    nothing: list[list[DrawnPost]] = []
    posts = tried(lambda: groups(known), nothing)
    drawn = {one.account.id for group in posts for one in group}
    return {"posts": posts, "gone": [(name, made) for name, made in shown.items() if name not in drawn]}


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
