"""What a browser keeps for us between two steps of a login: signed, good for five minutes, readable by whoever holds it."""

from typing import Any, Literal

from fastapi import Request, Response
from itsdangerous import BadData

from desk.web.visitor import Visitor

_LASTS = 300
"""Seconds."""


def put(
    answer: Response,
    visitor: Visitor,
    name: str,
    content: Any,
    *,
    samesite: Literal["lax", "strict"] = "strict",
    lasts: int = _LASTS,
) -> None:
    """`content` is anything JSON has; `lax` where the next step comes from another site."""
    state = visitor.app_state
    signed = state.vault.timed_signer(name, state.ctx.clock).dumps(content)
    answer.set_cookie(
        state.cookie_named(name), str(signed), max_age=lasts, httponly=True, samesite=samesite, secure=state.secure
    )


def get(request: Request, visitor: Visitor, name: str, *, lasts: int = _LASTS) -> Any:
    """None where there is none, or it is too old, or not of our making, or of another name."""
    state = visitor.app_state
    try:
        return state.vault.timed_signer(name, state.ctx.clock).loads(
            request.cookies.get(state.cookie_named(name), ""), max_age=lasts
        )
    except BadData:
        return None


def forget(answer: Response, visitor: Visitor, name: str) -> None:
    state = visitor.app_state
    answer.delete_cookie(state.cookie_named(name), secure=state.secure, httponly=True)
