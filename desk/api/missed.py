"""Whom a message did not reach, and the letter that a second person approves."""

from typing import Annotated, Any

from fastapi import APIRouter, Response

from config.language.texts import read
from desk.api.bodies import AddressOf
from desk.api.caller import Caller, Key, scope
from policy.access import Action
from schemas.drafts.draft import Draft
from schemas.recipients.missed import NotReached
from store.context import AppContext
from store.drafts import drafts, second_way
from store.reached import missed, why

router = APIRouter(tags=["register"])
Keeper = Annotated[Caller, scope(Action.RECIPIENTS)]


@router.get("/messages/{message_id}/missed", response_model=NotReached)
def show(caller: Keeper, message_id: str) -> Any:
    """How many a letter would reach, and by name those for whom their door is left; that it was read is in the log."""
    return missed.not_reached(caller.ctx, caller.id, message_id)


@router.post("/messages/{message_id}/why", response_model=list[str])
def explain(caller: Keeper, message_id: str, body: AddressOf) -> Any:
    """Why whoever has this address got it, or did not, in sentences. Nothing is changed, so it needs no key; it is in the log."""
    return [read(sentence) for sentence in why.explain(caller.ctx, caller.id, body.address, message_id)]


@router.post(
    "/messages/{message_id}/second-way",
    response_model=Draft,
    status_code=201,
    dependencies=[scope(Action.WRITE)],
)
def begin(caller: Keeper, key: Key, message_id: str) -> Response:
    """A draft in the same words to those with an e-mail address that nothing has been sent to; it is handed in like every other.
    A token has the scope `write` besides."""
    ready: list[second_way.AnotherWay] = []

    def first() -> None:
        ready.append(second_way.ready(caller.ctx, caller.id, message_id))
        drafts.before_start(caller.ctx, caller.id, *ready[0])

    def work(ctx: AppContext) -> Draft:
        return drafts.new(ctx, caller.id, *ready[0])

    return caller.once(key, None, work, 201, first)
