"""Setting up the crisis staff, and standing it down. An exercise has a page, colours and words of its own."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from desk.web.answers import answered
from desk.web.forms import attempt, build, read_form, several, words
from desk.web.open_crises import open_now
from desk.web.view import page
from desk.web.visitor import Visitor
from desk.web.writing import still
from desk.web.writing.drawn_area import drawn
from policy.access import Action
from policy.crises import areas
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.crises.zone import Geometry
from schemas.errors import InvalidInput, KrisekanalError
from schemas.municipality import Municipality
from schemas.states import UNDECIDED
from store.accounts import accounts
from store.crises import find, lifecycle, proposals
from store.dialogue import questions
from store.drafts import drafts
from store.remarks import remarks

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
_FIELDS = ("title", "what", "where", "severity", "proposal", "area")
ZONE = "zone"
"""The form's name for a zone of the municipality that it concerns, one for each."""
BESIDE = "beside"
"""The form's name for an open crisis that the new one is said not to be, one for each."""


@router.get("/crisis/new")
def new(request: Request, proposal: str = "") -> Response:
    request.state.visitor.authorize(Action.ESTABLISH)
    return _ask(
        request, proposals.as_fields(request.state.visitor.app_state.ctx, proposal) if proposal else {}, exercise=False
    )


@router.get("/exercise/new")
def new_exercise(request: Request) -> Response:
    request.state.visitor.authorize(Action.EXERCISE)
    return _ask(request, {}, exercise=True)


@router.post("/crisis/new")
def establish(request: Request, form: Form) -> Response:
    return _two_looks(request, form, exercise=False)


@router.post("/exercise/new")
def establish_exercise(request: Request, form: Form) -> Response:
    return _two_looks(request, form, exercise=True)


@router.get("/crisis/{crisis_id}/stand-down")
def before_stand_down(request: Request, crisis_id: str) -> Response:
    return _before(request, crisis_id)


def _before(request: Request, crisis_id: str, error: KrisekanalError | None = None) -> Response:
    ctx = request.state.visitor.app_state.ctx
    found = find.show(ctx, crisis_id)
    open_ = [d for d in drafts.listing(ctx, crisis_id, texts=False) if d.status in UNDECIDED]
    held = [s for s in accounts.statuses(ctx) if s.held_posts]
    known: dict[str, Any] = {
        "crisis": found,
        "open": open_,
        "held": held,
        "unanswered": remarks.count(ctx, remarks.RemarkFilter(crisis_id=crisis_id, exercise=found.exercise)),
        "questions": questions.listing(ctx, exercise=found.exercise, crisis_id=crisis_id, answered=False),
        "still_address": still.address(crisis=crisis_id),
    }
    return page(request, "stand_down.html", error=error, **known)


@router.post("/crisis/{crisis_id}/stand-down")
def stand_down(request: Request, crisis_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        lifecycle.stand_down(visitor.app_state.ctx, visitor.id, crisis_id)
        return "/"

    return attempt(work, lambda error: _before(request, crisis_id, error))


def _ask(
    request: Request,
    given: dict[str, str],
    *,
    exercise: bool,
    error: KrisekanalError | None = None,
    zones: Sequence[str] = (),
) -> Response:
    town: Municipality = request.state.visitor.app_state.ctx.municipality
    return page(
        request,
        "establish.html",
        error=error,
        exercise=exercise,
        given=given,
        severities=list(Severity),
        zones=town.zones,
        chosen=zones,
        drawing=areas.of_municipality(town, zones, _drawn(given)),
    )


def _drawn(given: dict[str, str]) -> Geometry | None:
    """What can be drawn of what the form holds."""
    try:
        return drawn(given.get("area", ""))
    except InvalidInput:
        return None


def _two_looks(request: Request, form: FormData, *, exercise: bool) -> Response:
    """First the words are read back, then, with `sure`, they count."""
    visitor: Visitor = request.state.visitor
    given = {name: words(form, name) for name in _FIELDS}
    beside, zones = several(form, BESIDE), several(form, ZONE)
    town = visitor.app_state.ctx.municipality
    given["where"] = given["where"] or areas.in_words(areas.chosen(town, zones))
    wanted: Any = {k: v for k, v in given.items() if k != "proposal"} | {"zones": zones}

    def asked_for() -> CrisisRequest:
        return build(CrisisRequest, exercise=exercise, **wanted | {"area": drawn(given["area"])})

    def work() -> str:
        asked, ctx = asked_for(), visitor.app_state.ctx
        if given["proposal"] and not exercise:
            proposals.follow(ctx, visitor.id, given["proposal"], asked, beside)
        else:
            lifecycle.establish(ctx, visitor.id, asked, beside=beside)
        return answered("/", "exercise" if exercise else "established")

    def again(error: KrisekanalError) -> Response:
        return _ask(request, given, exercise=exercise, error=error, zones=zones)

    def second_look(error: KrisekanalError | None = None) -> Response:
        try:
            asked = asked_for()
            visitor.authorize(Action.EXERCISE if exercise else Action.ESTABLISH)
        except KrisekanalError as refused:
            return again(refused)
        known: dict[str, Any] = {
            "asked": asked,
            "given": given,
            "exercise": exercise,
            "zones": areas.chosen(town, zones),
            "drawing": areas.of_municipality(town, zones, asked.area),
            "reach": accounts.statuses(visitor.app_state.ctx, sandbox=exercise),
            "others": [one for one in open_now(request) if one.exercise == exercise],
        }
        return page(request, "establish_sure.html", error=error, **known)

    return attempt(work, second_look) if form.get("sure") == "yes" else second_look()
