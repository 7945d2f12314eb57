"""What a monitoring system reads."""

from typing import Annotated

from fastapi import APIRouter, Response

from desk import metrics
from desk.api.caller import Caller, scope
from policy.access import Action

router = APIRouter(tags=["watch"])


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def figures(caller: Annotated[Caller, scope(Action.SEE)]) -> Response:
    """In Prometheus' text format: queues, deliveries, locks, the watch, the log, the last backup."""
    return Response(metrics.text(caller.ctx, caller.app_state.settings), media_type=metrics.CONTENT_TYPE)
