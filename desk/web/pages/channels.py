"""Channels: connected or not, what each can do, and what a look at the connection finds."""

from typing import Any

from fastapi import APIRouter, Request, Response

from config.language.texts import read
from desk.web.view import page
from desk.web.visitor import Visitor
from notifiers.base.abilities import Ability
from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Account

router = APIRouter()


@router.get("/channels")
def listing(request: Request) -> Response:
    return _page(request, {})


@router.post("/channels/check")
def check(request: Request) -> Response:
    """Tries every connection without publishing anything."""
    visitor: Visitor = request.state.visitor
    channels = visitor.app_state.channels
    return _page(
        request,
        {a.id: channels.check(a) for a in visitor.app_state.ctx.municipality.accounts if not channels.why_not(a)},
    )


def _page(request: Request, findings: dict[str, Any]) -> Response:
    visitor: Visitor = request.state.visitor
    rows = [_row(visitor, a, findings.get(a.id)) for a in visitor.app_state.ctx.municipality.accounts]
    return page(request, "channels.html", rows=rows, abilities=list(Ability), checked=bool(findings))


def _row(visitor: Visitor, account: Account, findings: Any) -> dict[str, Any]:
    spec = PLATFORMS[account.platform]
    cannot = {a: spec.cannot(a) for a in Ability}
    return {
        "account": account,
        "platform": spec.name,
        "why_not": visitor.app_state.channels.why_not(account),
        "cannot": {a: read(s, visitor.lang) if s else None for a, s in cannot.items()},
        "findings": findings,
    }
