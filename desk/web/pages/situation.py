"""The first page: is there a crisis, what waits for whom, what went out, when the next word is promised."""

from typing import Any

from fastapi import APIRouter, Request, Response

from config.texts import LANGUAGES
from desk.web.forms import attempt, back
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.access import Action
from schemas.content import MessageKind
from schemas.crisis import Crisis
from schemas.states import CrisisStatus, DraftStatus, ForeignStatus
from store import accounts, crises, drafts, exercise_due, messages, proposals, watch, workers
from store.house import House

router = APIRouter()
_YEAR = 365 * 24 * 3600


@router.get("/")
def situation(request: Request) -> Response:
    visitor: Visitor = request.state.visitor
    house = visitor.room.house
    found = crises.current(house)
    facts = _in_crisis(house, found) if found else _on_a_normal_day(house)
    return page(
        request, "situation.html", crisis=found, working=bool(workers.at_work(house)),
        proposed=proposals.waiting(house) if visitor.may(Action.PROPOSALS) else [], **facts,
    )  # fmt: skip


@router.get("/health")
def health(request: Request) -> dict[str, str]:
    """For whatever keeps the desk running: it answers, and its database too."""
    crises.current(request.state.visitor.room.house)
    return {"status": "ok"}


@router.post("/language")
async def language(request: Request) -> Response:
    form = await request.form()
    wanted = str(form.get("lang", ""))
    answer = back(request, str(form.get("back", "/")))
    if wanted in LANGUAGES:
        answer.set_cookie("lang", wanted, max_age=_YEAR, httponly=True, samesite="lax",
                          secure=request.state.visitor.room.secure)  # fmt: skip
    return answer


@router.post("/proposals/{proposal_id}/set-aside")
def set_aside(request: Request, proposal_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        proposals.set_aside(visitor.room.house, visitor.id, proposal_id)
        return "/"

    return attempt(work, lambda error: page(request, "error.html", error=error))


def _in_crisis(house: House, crisis: Crisis) -> dict[str, Any]:
    sent = messages.listing(house, crisis.id)
    locks = [s for s in accounts.statuses(house, sandbox=crisis.exercise) if s.locks]
    return {
        "waiting": drafts.listing(house, crisis.id, DraftStatus.SUBMITTED),
        "returned": drafts.listing(house, crisis.id, DraftStatus.RETURNED),
        "sent": sent,
        "locks": locks,
        "unconfirmed": [s for s in locks if not all(lock.confirmed_at for lock in s.locks)],
        "promised": _promised(sent),
        "foreign": [f for f in watch.listing(house, crisis.id) if f.status is ForeignStatus.FOUND],
        "staff": house.municipality.staff,
    }


def _promised(sent: list[Any]) -> Any:
    """The newest message that promises an update at a time; an all-clear ends the promise."""
    for message in sent:
        if message.kind is MessageKind.ALL_CLEAR:
            return None
        if message.content.next_update_at:
            return message
    return None


def _on_a_normal_day(house: House) -> dict[str, Any]:
    past = [c for c in crises.listing(house) if c.status is not CrisisStatus.ESTABLISHED]
    return {"past": past[:8], "due": exercise_due.due(house), "units": house.municipality.units}
