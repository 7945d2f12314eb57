"""Deeds that a page offers, by their names in its addresses: `POST /remarks/r-1/close`."""

from collections.abc import Callable, Mapping

from fastapi import Request
from starlette.datastructures import FormData

from desk.web.visitor import Visitor
from schemas.errors import NotFound
from schemas.sentence import say
from store.context import AppContext

Step = Callable[[AppContext, str, str, FormData], str]
"""Who does it, to what (an id), and what was typed. Returns where to go."""


def take(steps: Mapping[str, Step], name: str, request: Request, subject: str, form: FormData) -> str:
    """Raises `NotFound` for a step that there is not, and what the step raises."""
    visitor: Visitor = request.state.visitor
    step = steps.get(name)
    if step is None:
        raise NotFound(say("There is no such page."))
    return step(visitor.app_state.ctx, visitor.id, subject, form)
