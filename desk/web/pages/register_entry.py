"""One entry of the register: added, or changed as a whole."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from desk.web.answers import answered
from desk.web.forms import attempt, build, one_of, read_form, several, words
from desk.web.view import page
from desk.web.visitor import Visitor
from policy import days
from policy.access import Action
from schemas.errors import InvalidInput, KrisekanalError
from schemas.language import Language
from schemas.recipients.register import Entry, EntryForm, EntryKind
from schemas.sentence import say
from store.recipients import register

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
_BLANK: dict[str, Any] = dict.fromkeys((*EntryForm.model_fields, "household", "zone", "target"), "")
"""Every field of the page."""


@router.get("/register/new")
def blank(request: Request) -> Response:
    return _page(request, None, {})


@router.get("/register/entries/{entry_id}")
def show(request: Request, entry_id: str) -> Response:
    visitor: Visitor = request.state.visitor
    found = register.one(visitor.app_state.ctx, visitor.id, entry_id)
    return _page(request, entry_id, _as_typed(found, _zone(visitor)))


@router.post("/register/new")
def add(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        register.add(visitor.app_state.ctx, visitor.id, _asked(visitor, form))
        return answered("/register", "entry-added")

    return attempt(work, lambda error: _page(request, None, _typed(form), error))


@router.post("/register/entries/{entry_id}")
def change(request: Request, entry_id: str, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        register.change(visitor.app_state.ctx, visitor.id, entry_id, _asked(visitor, form))
        return answered("/register", "changed")

    return attempt(work, lambda error: _page(request, entry_id, _typed(form), error))


def _page(
    request: Request, entry_id: str | None, typed: dict[str, Any], error: KrisekanalError | None = None
) -> Response:
    visitor: Visitor = request.state.visitor
    visitor.authorize(Action.RECIPIENTS)
    town = visitor.app_state.ctx.municipality
    return page(
        request,
        "register_entry.html",
        error=error,
        entry_id=entry_id,
        values=_BLANK | typed,
        zones=town.zones,
        groups=town.target_groups,
    )


def _asked(visitor: Visitor, form: FormData) -> EntryForm:
    return build(
        EntryForm,
        kind=EntryKind.HOUSEHOLD if words(form, "household") else EntryKind.PERSON,
        name=words(form, "name"),
        mobiles=tuple(filter(None, map(str.strip, words(form, "mobiles").splitlines()))),
        emails=tuple(filter(None, map(str.strip, words(form, "emails").splitlines()))),
        street=words(form, "street"),
        longitude=words(form, "longitude").replace(",", ".") or None,
        latitude=words(form, "latitude").replace(",", ".") or None,
        zones=several(form, "zone"),
        groups=several(form, "target"),
        language=one_of(form, "language", Language, Language.BOKMAAL),
        reserved=bool(words(form, "reserved")),
        purpose=words(form, "purpose"),
        until=_until(visitor, words(form, "until")),
    )


def _until(visitor: Visitor, day: str) -> datetime | None:
    try:
        return days.last_moment(day, _zone(visitor)) if day else None
    except ValueError:
        raise InvalidInput(say("“{day}” is no day. Write it as 2027-12-31.", day=day[:40])) from None


def _zone(visitor: Visitor) -> ZoneInfo:
    return ZoneInfo(visitor.app_state.ctx.municipality.organisation.timezone)


def _typed(form: FormData) -> dict[str, Any]:
    """Back on the page as it was written."""
    one = {name: str(value) for name, value in form.multi_items() if isinstance(value, str)}
    return one | {"zone": several(form, "zone"), "target": several(form, "target")}


def _as_typed(entry: Entry, zone: ZoneInfo) -> dict[str, Any]:
    """An entry in the names and forms of its page."""
    kept = {name: getattr(entry, name) for name in ("name", "street", "purpose", "longitude", "latitude")}
    return {name: "" if value is None else str(value) for name, value in kept.items()} | {
        "household": "yes" if entry.kind is EntryKind.HOUSEHOLD else "",
        "mobiles": "\n".join(entry.mobiles),
        "emails": "\n".join(entry.emails),
        "zone": entry.zones,
        "target": entry.groups,
        "language": entry.language.value,
        "reserved": "yes" if entry.reserved else "",
        "until": entry.until.astimezone(zone).date().isoformat() if entry.until else "",
    }
