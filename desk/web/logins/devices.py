"""Browsers that people have logged in with before: their tries are counted apart, so that a stranger's slow nobody else."""

import secrets

from fastapi import Request, Response

from desk.web.logins import signed_cookies
from desk.web.visitor import Visitor

_NAME = "krisekanal-device"
_LASTS = 365 * 24 * 3600
"""Seconds."""
_MOST = 5
"""People of one browser, newest first."""


def of(request: Request, visitor: Visitor, person_id: str | None) -> str | None:
    """The device's id, if this person has logged in with it."""
    id_, people = _read(request, visitor)
    return id_ if person_id in people else None


def remember(request: Request, answer: Response, visitor: Visitor, person_id: str) -> None:
    """A device is one person's own count, whoever else logs in with it."""
    id_, people = _read(request, visitor)
    kept = [person_id, *(p for p in people if p != person_id)][:_MOST]
    signed_cookies.put(answer, visitor, _NAME, [id_ or secrets.token_urlsafe(12), kept], samesite="lax", lasts=_LASTS)


def _read(request: Request, visitor: Visitor) -> tuple[str | None, list[str]]:
    kept = signed_cookies.get(request, visitor, _NAME, lasts=_LASTS)
    return (str(kept[0]), [str(p) for p in kept[1]]) if kept else (None, [])
