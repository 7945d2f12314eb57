"""What others write."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from desk.api.bodies import AnswerRemark, AssignRemark, HideRemark, Reason
from desk.api.caller import Caller, Key, scope
from policy.access import Action
from policy.dialogue.states import OPEN
from schemas.dialogue.remark import Conversation, Remark
from schemas.drafts.draft import Draft
from schemas.messages.message import Message
from schemas.states import RemarkStatus
from store.dialogue import conversations, replies
from store.remarks import hiding, remarks, taking

router = APIRouter(tags=["remarks"])
Reader = Annotated[Caller, scope(Action.SEE)]
Taker = Annotated[Caller, scope(Action.DIALOGUE)]
Hider = Annotated[Caller, scope(Action.HIDE)]


@router.get("/remarks", response_model=list[Remark])
def listing(
    caller: Reader,
    status: Annotated[list[RemarkStatus] | None, Query()] = None,
    account: str | None = None,
    unit: str | None = None,
    crisis: str | None = None,
    exercise: bool = False,
    begin: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Any:
    """The most urgent first, then the oldest; fifty from number `begin` on. Without `status` what nobody is done with."""
    wanted = remarks.RemarkFilter(tuple(status or OPEN), exercise, account, unit, crisis)
    return remarks.listing(caller.ctx, wanted, begin)


@router.get("/remarks/{remark_id}", response_model=Conversation)
def show(caller: Reader, remark_id: str) -> Any:
    return conversations.show(caller.ctx, remark_id)


@router.post("/remarks/{remark_id}/answer", response_model=Draft | Message, status_code=201)
def answer(caller: Annotated[Caller, scope(Action.WRITE)], key: Key, remark_id: str, body: AnswerRemark) -> Response:
    """In a crisis a draft, submitted; else the message of who answers for the account. `seen` is the remark's `hash`."""
    said = (remark_id, body.text, body.seen, body.signature)
    return caller.once(
        key,
        body,
        lambda ctx: replies.answer(ctx, caller.id, *said, privately=body.privately),
        201,
        lambda: replies.before_answer(caller.ctx, caller.id, *said, privately=body.privately),
    )


@router.post("/remarks/{remark_id}/assign", response_model=Remark)
def assign(caller: Taker, key: Key, remark_id: str, body: AssignRemark) -> Response:
    return caller.once(key, body, lambda ctx: taking.assign(ctx, caller.id, remark_id, body.person, body.unit))


@router.post("/remarks/{remark_id}/close", response_model=Remark)
def close(caller: Taker, key: Key, remark_id: str, body: Reason) -> Response:
    return caller.once(key, body, lambda ctx: taking.close(ctx, caller.id, remark_id, body.reason))


@router.post("/remarks/{remark_id}/mend", response_model=Remark)
def mend(caller: Taker, key: Key, remark_id: str) -> Response:
    """The message that it stands under (`under`) is to be corrected; that is a draft of its own."""
    return caller.once(key, None, lambda ctx: taking.mend(ctx, caller.id, remark_id))


@router.post("/remarks/{remark_id}/hide", response_model=Remark)
def hide(caller: Hider, key: Key, remark_id: str, body: HideRemark) -> Response:
    return caller.once(key, body, lambda ctx: hiding.hide(ctx, caller.id, remark_id, body.why, remove=body.remove))


@router.post("/remarks/{remark_id}/show", response_model=Remark)
def show_again(caller: Hider, key: Key, remark_id: str) -> Response:
    return caller.once(key, None, lambda ctx: hiding.show_again(ctx, caller.id, remark_id))
