"""A sending to many that is under way: paused, gone on with, stopped."""

from typing import Annotated

from fastapi import APIRouter, Response

from desk.api.caller import Caller, Key, scope
from policy.access import Action
from schemas.messages.bulk import Progress, Steer
from store.bulk import steering

router = APIRouter(tags=["drafts and messages"])


@router.post("/deliveries/{delivery_id}/sending/{way}", response_model=Progress)
def steer(caller: Annotated[Caller, scope(Action.SETTLE)], key: Key, delivery_id: str, way: Steer) -> Response:
    """`pause`, `go_on` or `stop`. What is on its way is answered and written down as ever."""
    return caller.once(key, None, lambda ctx: steering.steer(ctx, caller.id, delivery_id, way))
