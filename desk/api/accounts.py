"""Accounts, a unit's own posts, people, channels."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from config.texts import read
from desk.api.bodies import Held, Post
from desk.api.caller import Caller, Key, scope
from notifiers.abilities import Ability
from notifiers.platforms import PLATFORMS
from schemas.account import AccountStatus
from schemas.content import Content, MessageKind
from schemas.message import Message
from schemas.token import Scope
from store import accounts, posts

router = APIRouter(tags=["accounts"])
Reader = Annotated[Caller, scope(Scope.READ)]
Poster = Annotated[Caller, scope(Scope.POST)]


class ChannelState(BaseModel):
    account: str
    platform: str
    connected: bool
    why_not: str | None
    cannot: dict[str, str]
    """Ability to the reason it lacks."""


class PersonShown(BaseModel):
    """No address or number: those are for the desk's own pages."""

    id: str
    name: str
    roles: list[str]
    active: bool


@router.get("/accounts", response_model=list[AccountStatus])
def listing(caller: Reader, sandbox: bool = False) -> Any:
    return accounts.statuses(caller.house, sandbox=sandbox)


@router.get("/accounts/{account_id}", response_model=AccountStatus)
def show(caller: Reader, account_id: str) -> Any:
    return accounts.status(caller.house, account_id)


@router.post("/accounts/{account_id}/confirm", response_model=AccountStatus)
def confirm(caller: Poster, key: Key, account_id: str) -> Response:
    return caller.once(key, None, lambda: accounts.confirm(caller.house, caller.id, account_id))


@router.post("/accounts/{account_id}/posts", response_model=Message, status_code=201)
def post(caller: Poster, key: Key, account_id: str, body: Post) -> Response:
    """A unit's own post on a normal day; 403 while the account is locked."""

    def work() -> Message:
        fields = body.content.model_dump(exclude={"target_groups", "kind"})
        content = Content(**fields, kind=MessageKind.UNIT_POST, target_groups=tuple(body.content.target_groups))
        return posts.post(caller.house, caller.id, account_id, content, body.publish_at)

    return caller.once(key, body, work, 201)


@router.post("/posts/{message_id}/decide", response_model=Message)
def decide(caller: Poster, key: Key, message_id: str, body: Held) -> Response:
    """About a post that a crisis held."""
    return caller.once(key, body, lambda: posts.decide_held(caller.house, caller.id, message_id, publish=body.publish))


@router.get("/people", response_model=list[PersonShown])
def people(caller: Reader) -> Any:
    town = caller.house.municipality
    return [PersonShown(id=p.id, name=p.name, roles=[r.value for r in p.roles], active=p.active) for p in town.people]


@router.get("/channels", response_model=list[ChannelState])
def channels(caller: Reader) -> Any:
    return [_channel(caller, account) for account in caller.house.municipality.accounts]


def _channel(caller: Caller, account: Any) -> ChannelState:
    why = caller.house.channels.why_not(account)
    spec = PLATFORMS[account.platform]
    cannot = {a.value: read(s) for a in Ability if (s := spec.cannot(a))}
    return ChannelState(account=account.id, platform=account.platform.value, connected=why is None,
                        why_not=read(why) if why else None, cannot=cannot)  # fmt: skip
