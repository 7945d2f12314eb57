"""Webhooks out, and the door where warning systems propose a crisis. It only ever proposes."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ValidationError

from config.reading.explain import explain, joined
from desk import origins
from desk.api.bodies import Hook, Suggest
from desk.api.caller import Caller, Key, scope
from desk.api.cap import Receiver, read_cap
from notifiers.standard_webhooks import check, verify
from policy.access import Action
from policy.crises.alert_areas import Ground
from schemas.crises.proposal import Proposal, ProposalRequest
from schemas.errors import InvalidInput, Refused, TooLarge
from schemas.identity.secret import SecretKind
from schemas.identity.token import WebhookSubscription
from schemas.sentence import say
from store.crises import alerts, proposals
from store.evidence import audit
from store.notices import webhooks

router = APIRouter(tags=["webhooks and proposals"])
Keeper = Annotated[Caller, scope(Action.TOKENS)]
Proposer = Annotated[Caller, scope(Action.PROPOSE)]
SECRET = SecretKind.HOOK.value
BIGGEST = 512_000
"""Bytes of one alert: a coast's polygons fit."""


class NewWebhook(BaseModel):
    webhook: WebhookSubscription
    secret: str
    """`whsec_…`: shown once."""


@router.get("/webhooks", response_model=list[WebhookSubscription])
def listing(caller: Keeper) -> Any:
    return webhooks.listing(caller.ctx)


@router.post("/webhooks", response_model=NewWebhook, status_code=201)
def make(caller: Keeper, body: Hook) -> Any:
    """The same address twice is two webhooks; without a key, since an answer with a secret is never stored."""
    check(body.url, caller.app_state.settings.reachable)
    hook, secret = webhooks.make(caller.ctx, caller.app_state.vault, caller.id, body.url)
    return NewWebhook(webhook=hook, secret=secret)


@router.post("/webhooks/{webhook_id}/stop", response_model=WebhookSubscription)
def stop(caller: Keeper, key: Key, webhook_id: str) -> Response:
    return caller.once(key, None, lambda ctx: webhooks.stop(ctx, caller.id, webhook_id))


@router.get("/proposals", response_model=list[Proposal])
def waiting(caller: Annotated[Caller, scope(Action.SEE)]) -> Any:
    return proposals.waiting(caller.ctx)


@router.post("/proposals", response_model=Proposal, status_code=201)
def propose(caller: Proposer, key: Key, body: Suggest) -> Response:
    return caller.once(
        key, body, lambda ctx: proposals.propose(ctx, caller.id, body, caller.app_state.settings.desk_url), 201
    )


@router.post("/proposals/{proposal_id}/set-aside", response_model=Proposal)
def set_aside(caller: Annotated[Caller, scope(Action.PROPOSALS)], key: Key, proposal_id: str) -> Response:
    return caller.once(key, None, lambda ctx: proposals.set_aside(ctx, caller.id, proposal_id))


@router.post(
    "/hooks/proposals",
    response_model=Proposal,
    status_code=202,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/cap+xml": {"schema": {"type": "string"}},
                "application/json": {"schema": Suggest.model_json_schema()},
            },
        },
    },
)
async def signed(
    request: Request,
    webhook_id: Annotated[str, Header(max_length=200)],
    webhook_timestamp: Annotated[str, Header(max_length=20)],
    webhook_signature: Annotated[str, Header(max_length=1000)],
) -> Proposal:
    """A CAP 1.2 alert or JSON, signed as Standard Webhooks has it, with the secret stored as `hook`. No token."""
    app_state, body = request.app.state.app_state, await request.body()
    secret = app_state.vault.get(SECRET)
    if len(body) > BIGGEST:
        raise TooLarge(
            say("The alert is {size} kB; {most} kB are taken.", size=len(body) // 1000 + 1, most=BIGGEST // 1000)
        )
    if secret is None:
        raise Refused(say("No alerts are taken here yet: no secret is stored for them (`krisekanal secret set hook`)."))
    verify(secret, webhook_id, webhook_timestamp, webhook_signature, body, app_state.ctx.clock())
    ctx, address = replace(app_state.ctx, origin=origins.of_visit(request, None)), app_state.settings.desk_url
    if "json" in request.headers.get("content-type", ""):
        return await run_in_threadpool(proposals.propose, ctx, audit.SYSTEM, _json(body), address)
    town = ctx.municipality
    alert = read_cap(body, Receiver(town.organisation, ctx.clock(), Ground(town.outline, town.zones)))
    return await run_in_threadpool(alerts.take_in, ctx, audit.SYSTEM, alert, address)


def _json(body: bytes) -> ProposalRequest:
    try:
        return Suggest.model_validate_json(body)
    except ValidationError as error:
        raise InvalidInput(joined(explain(dict(f), str((f["loc"] or ("body",))[-1])) for f in error.errors())) from None
