"""The first page: is there a crisis, what waits for whom, what went out, when the next word is promised."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from config.language.texts import LANGUAGES
from desk.reach_picture import picture
from desk.web.answers import answered
from desk.web.forms import attempt, back, read_form, words
from desk.web.open_crises import looked_at
from desk.web.shown.must import must
from desk.web.view import page
from desk.web.visitor import LANGUAGE, Visitor
from policy.access import Action
from policy.crises import areas
from policy.monitoring import clocks
from schemas.crises.crisis import Crisis
from schemas.exercises.scenario import Expected
from schemas.sentence import Sentence
from schemas.states import CrisisStatus, DraftStatus
from store.accounts import accounts
from store.context import AppContext
from store.crises import attendance, find, proposals
from store.drafts import drafts
from store.evidence import audit
from store.exercises import obligation, plans, runs
from store.messages import messages
from store.monitoring import alarms
from store.outbox import workers
from store.upkeep import health

router = APIRouter()
_JUST_OVER = timedelta(hours=12)
_YEAR = 365 * 24 * 3600


@router.get("/")
def situation(request: Request) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    found = looked_at(request)
    facts = _in_crisis(visitor, found) if found else _on_a_normal_day(ctx)
    return page(
        request,
        "situation.html",
        crisis=found,
        drawing=_drawing(ctx, found),
        working=bool(workers.at_work(ctx)),
        clock_off=_clock_off(ctx),
        proposed=proposals.waiting(ctx) if visitor.may(Action.PROPOSALS) else [],
        **facts,
    )


def _drawing(ctx: AppContext, found: Crisis | None) -> areas.Drawing | None:
    if found is None or not (found.zones or found.area):
        return None
    return areas.of_municipality(ctx.municipality, found.zones, found.area)


def _clock_off(ctx: AppContext) -> Sentence | None:
    ahead = health.machine_ahead(ctx)
    return None if clocks.judge(ahead) == "ok" else clocks.sentence(ahead)


@router.get("/health")
async def answers(request: Request) -> dict[str, str]:
    """For whatever keeps the desk running: it answers, and its database too. One look, behind no writer and no other request."""
    find.current(request.state.visitor.app_state.ctx)
    return {"status": "ok"}


@router.get("/ready")
async def ready(request: Request) -> JSONResponse:
    """For whatever sends people here, and for whoever watches: 503 while nobody would carry a message out."""
    working = bool(workers.at_work(request.state.visitor.app_state.ctx))
    return JSONResponse({"status": "ready" if working else "no worker"}, 200 if working else 503)


@router.post("/language")
async def language(request: Request) -> Response:
    form = await read_form(request)
    wanted = words(form, "lang")
    answer = back(request, words(form, "back") or "/")
    if wanted in LANGUAGES:
        state = request.state.visitor.app_state
        name = state.cookie_named(LANGUAGE)
        answer.set_cookie(name, wanted, max_age=_YEAR, httponly=True, samesite="lax", secure=state.secure)
    return answer


@router.post("/proposals/{proposal_id}/set-aside")
def set_aside(request: Request, proposal_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        proposals.set_aside(visitor.app_state.ctx, visitor.id, proposal_id)
        return answered("/", "set-aside")

    return attempt(work, lambda error: page(request, "error.html", error=error))


@router.post("/crisis/{crisis_id}/present")
def present(request: Request, crisis_id: str) -> Response:
    """One of the staff confirms the call."""
    visitor: Visitor = request.state.visitor

    def work() -> str:
        attendance.confirm(visitor.app_state.ctx, visitor.id, crisis_id)
        return answered("/", "here")

    return attempt(work, lambda error: page(request, "error.html", error=error))


@router.post("/crisis/{crisis_id}/seen/{expected_id}")
def seen(request: Request, crisis_id: str, expected_id: str) -> Response:
    """An expected action of an exercise was seen done, now."""
    visitor: Visitor = request.state.visitor

    def work() -> str:
        plans.tick(visitor.app_state.ctx, visitor.id, crisis_id, expected_id)
        return answered("/", "seen")

    return attempt(work, lambda error: page(request, "error.html", error=error))


def _in_crisis(visitor: Visitor, crisis: Crisis) -> dict[str, Any]:
    ctx = visitor.app_state.ctx
    sent, in_hand = messages.listing(ctx, crisis.id), drafts.listing(ctx, crisis.id, texts=False)
    locks = [s for s in accounts.statuses(ctx, sandbox=crisis.exercise) if s.locks]
    waiting = [d for d in in_hand if d.status is DraftStatus.SUBMITTED]
    returned = [d for d in in_hand if d.status is DraftStatus.RETURNED]
    staff = attendance.listing(ctx, crisis.id)
    return {
        "must": must(visitor, crisis, staff, waiting, returned, locks),
        "waiting": waiting,
        "returned": returned,
        "sent": sent,
        "reach": picture(sent, ctx.municipality.all_accounts()),
        "alarms": alarms.of_crisis(ctx, crisis, sent),
        "locks": locks,
        "unconfirmed": [s for s in locks if not all(lock.confirmed_at for lock in s.locks)],
        "staff": staff,
        "expected": _expected(ctx, crisis),
    }


def _expected(ctx: AppContext, crisis: Crisis) -> list[tuple[Expected, bool]]:
    """What the exercise's leader looks for that the log cannot know, and whether it has been seen."""
    run = runs.find(ctx, crisis.id) if crisis.exercise else None
    seen = {event.subject for event in audit.events(ctx, crisis.id, "exercise.ticked")} if run else set()
    return [(one, one.id in seen) for one in run.scenario.expected if one.milestone is None] if run else []


def _on_a_normal_day(ctx: AppContext) -> dict[str, Any]:
    past = [c for c in find.listing(ctx) if c.status is not CrisisStatus.ESTABLISHED]
    return {
        "past": past[:8],
        "ended": next((c for c in past if c.stood_down_at and c.stood_down_at > ctx.clock() - _JUST_OVER), None),
        "due": obligation.due(ctx),
        "units": ctx.municipality.units,
        "sent": (),
        "alarms": alarms.on_a_normal_day(ctx),
    }
