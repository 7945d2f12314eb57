"""Accounts, a unit's own posts, people, channels."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from config.language.texts import read
from desk.api.bodies import AnswerAccount, AskAccount, Held, Post, Reason
from desk.api.caller import Caller, Key, scope
from notifiers.base.abilities import Ability
from notifiers.platforms import PLATFORMS
from policy.access import Action
from schemas.accounts.account import AccountStatus
from schemas.accounts.request import AccountRequest
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft
from schemas.identity.person import PublicPerson
from schemas.messages.message import Message
from schemas.monitoring.foreign_post import ForeignPost
from store.accounts import account_requests, accounts, platform_locks
from store.context import AppContext
from store.deliveries import unit_posts
from store.drafts import foreign_drafts
from store.monitoring import foreign_posts

router = APIRouter(tags=["accounts"])
Reader = Annotated[Caller, scope(Action.SEE)]
Foreign = Annotated[Caller, scope(Action.FOREIGN)]
Poster = Annotated[Caller, scope(Action.POST)]


class ChannelState(BaseModel):
    account: str
    platform: str
    connected: bool
    why_not: str | None
    cannot: dict[str, str]
    """Ability to the reason it lacks."""


class ChannelDiagnosis(BaseModel):
    account: str
    level: str
    """`ok`, `warning` or `error`."""
    text: str


@router.get("/accounts", response_model=list[AccountStatus])
def listing(caller: Reader, sandbox: bool = False) -> Any:
    return accounts.statuses(caller.ctx, sandbox=sandbox)


@router.get("/accounts/{account_id}", response_model=AccountStatus)
def show(caller: Reader, account_id: str) -> Any:
    return accounts.status(caller.ctx, account_id)


@router.post("/accounts/{account_id}/confirm", response_model=AccountStatus)
def confirm(caller: Poster, key: Key, account_id: str) -> Response:
    return caller.once(key, None, lambda ctx: accounts.confirm(ctx, caller.id, account_id))


@router.post("/accounts/{account_id}/posts", response_model=Message, status_code=201)
def post(caller: Poster, key: Key, account_id: str, body: Post) -> Response:
    """A unit's own post on a normal day; 403 while the account is locked."""

    content = Content(**body.content.model_dump() | {"kind": MessageKind.UNIT_POST})

    def work(ctx: AppContext) -> Message:
        return unit_posts.post(ctx, caller.id, account_id, content, body.publish_at)

    def first() -> None:
        unit_posts.before_post(caller.ctx, account_id, content, body.publish_at)

    return caller.once(key, body, work, 201, first)


@router.post("/posts/{message_id}/decide", response_model=Message)
def decide(caller: Poster, key: Key, message_id: str, body: Held) -> Response:
    """About a post that a crisis held."""
    return caller.once(key, body, lambda ctx: unit_posts.decide_held(ctx, caller.id, message_id, publish=body.publish))


@router.post("/accounts/{account_id}/lock-again", response_model=AccountStatus)
def lock_again(caller: Annotated[Caller, scope(Action.SETTLE)], key: Key, account_id: str) -> Response:
    """At the platform, after it had failed there."""

    def work(ctx: AppContext) -> AccountStatus:
        platform_locks.want_again(ctx, caller.id, account_id)
        return accounts.status(ctx, account_id)

    return caller.once(key, None, work)


@router.get("/foreign-posts", response_model=list[ForeignPost])
def foreign(caller: Reader, crisis: str | None = None) -> Any:
    """Posts on our accounts that are not ours, newest first."""
    return foreign_posts.listing(caller.ctx, crisis)


@router.post("/foreign-posts/{post_id}/take-over", response_model=Draft)
def take_over(caller: Foreign, key: Key, post_id: str) -> Response:
    return caller.once(
        key,
        None,
        lambda ctx: foreign_drafts.take_over(ctx, caller.id, post_id, ()),
        first=lambda: foreign_drafts.before_taking_over(caller.ctx, caller.id, post_id, ()),
    )


@router.post("/foreign-posts/{post_id}/retract", response_model=ForeignPost)
def retract(caller: Foreign, key: Key, post_id: str) -> Response:
    return caller.once(key, None, lambda ctx: foreign_posts.retract(ctx, caller.id, post_id))


@router.post("/foreign-posts/{post_id}/ignore", response_model=ForeignPost)
def ignore(caller: Foreign, key: Key, post_id: str, body: Reason) -> Response:
    return caller.once(key, body, lambda ctx: foreign_posts.ignore(ctx, caller.id, post_id, body.reason))


@router.get("/account-requests", response_model=list[AccountRequest])
def requests(caller: Reader) -> Any:
    return account_requests.listing(caller.ctx)


@router.post("/account-requests", response_model=AccountRequest, status_code=201)
def ask(caller: Annotated[Caller, scope(Action.REQUEST)], key: Key, body: AskAccount) -> Response:
    return caller.once(key, body, lambda ctx: account_requests.request(ctx, caller.id, body), 201)


@router.post("/account-requests/{request_id}/decide", response_model=AccountRequest)
def answer(
    caller: Annotated[Caller, scope(Action.REGISTER)], key: Key, request_id: str, body: AnswerAccount
) -> Response:
    def work(ctx: AppContext) -> AccountRequest:
        return account_requests.decide(ctx, caller.id, request_id, **body.model_dump())

    return caller.once(key, body, work)


@router.get("/people", response_model=list[PublicPerson])
def people(caller: Reader) -> Any:
    """Without what `Person` holds besides: the response model leaves it out."""
    return caller.ctx.municipality.people


@router.get("/channels", response_model=list[ChannelState])
def channels(caller: Reader) -> Any:
    return [_channel(caller, account) for account in caller.ctx.municipality.accounts]


def _channel(caller: Caller, account: Any) -> ChannelState:
    why = caller.ctx.channels.why_not(account)
    spec = PLATFORMS[account.platform]
    cannot = {a.value: read(s) for a in Ability if (s := spec.cannot(a))}
    return ChannelState(
        account=account.id,
        platform=account.platform.value,
        connected=why is None,
        why_not=read(why) if why else None,
        cannot=cannot,
    )


@router.post("/channels/check", response_model=list[ChannelDiagnosis])
def check(caller: Reader) -> Any:
    """Tries every connection without publishing anything."""
    channels, town = caller.app_state.channels, caller.ctx.municipality
    return [
        ChannelDiagnosis(account=account.id, level=diagnosis.level, text=read(diagnosis.sentence))
        for account in town.accounts
        if not channels.why_not(account)
        for diagnosis in channels.check(account)
    ]
