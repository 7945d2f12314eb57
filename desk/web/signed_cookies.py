"""What a browser keeps for us between two steps of a login: signed, good for five minutes, readable by whoever holds it."""

from typing import Any, Literal

from fastapi import Request, Response
from itsdangerous import BadData

from desk.web.visitor import Visitor

_LASTS = 300
"""Seconds."""


def put(
    answer: Response, visitor: Visitor, name: str, content: Any, *, samesite: Literal["lax", "strict"] = "strict"
) -> None:
    """`content` is anything JSON has; `lax` where the next step comes from another site."""
    state = visitor.app_state
    signed = state.vault.timed_signer(name, state.ctx.clock).dumps(content)
    answer.set_cookie(name, str(signed), max_age=_LASTS, httponly=True, samesite=samesite, secure=state.secure)


def get(request: Request, visitor: Visitor, name: str) -> Any:
    """None where there is none, or it is too old, or not of our making, or of another name."""
    signer = visitor.app_state.vault.timed_signer(name, visitor.app_state.ctx.clock)
    try:
        return signer.loads(request.cookies.get(name, ""), max_age=_LASTS)
    except BadData:
        return None
