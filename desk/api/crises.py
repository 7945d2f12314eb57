"""Crises, their log, exercises."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from desk.api.bodies import Establish, Learnt, LogEntry, Run
from desk.api.caller import Caller, Key, scope
from policy.access import Action
from schemas.crises.crisis import Crisis, CrisisRequest
from schemas.crises.staff_member import StaffMember
from schemas.evaluation.finding import Finding
from schemas.evaluation.held import ExerciseHeld
from schemas.evaluation.report import CrisisReport
from schemas.evidence.audit import AuditEvent, ChainReport
from schemas.evidence.package import Residents
from schemas.exercises.due import ExerciseDue
from schemas.municipality import ExercisePlan
from store.context import AppContext
from store.crises import attendance, entries, find, lifecycle
from store.evaluation import archive, exercises_held, findings
from store.evaluation.report import gather
from store.evidence import audit
from store.exercises import obligation, plans

router = APIRouter(tags=["crises"])
Reader = Annotated[Caller, scope(Action.SEE)]


@router.get("/crises", response_model=list[Crisis])
def listing(caller: Reader) -> Any:
    return find.listing(caller.ctx)


@router.post("/crises", response_model=Crisis, status_code=201)
def establish(caller: Annotated[Caller, scope(Action.ESTABLISH)], key: Key, body: Establish) -> Response:
    """Locks every account in the same transaction."""
    request = CrisisRequest(**body.model_dump(exclude={"beside"}))

    def work(ctx: AppContext) -> Crisis:
        return lifecycle.establish(ctx, caller.id, request, beside=body.beside, way_is_clear=True)

    return caller.once(key, body, work, 201, first=lambda: lifecycle.clear_the_way(caller.ctx, caller.id, request))


@router.get("/crises/current", response_model=Crisis | None)
def current(caller: Reader) -> Any:
    return find.current(caller.ctx)


@router.get("/crises/{crisis_id}", response_model=Crisis)
def show(caller: Reader, crisis_id: str) -> Any:
    return find.show(caller.ctx, crisis_id)


@router.post("/crises/{crisis_id}/stand-down", response_model=Crisis)
def stand_down(caller: Annotated[Caller, scope(Action.STAND_DOWN)], key: Key, crisis_id: str) -> Response:
    return caller.once(key, None, lambda ctx: lifecycle.stand_down(ctx, caller.id, crisis_id))


@router.get("/crises/{crisis_id}/log", response_model=list[AuditEvent])
def log(
    caller: Reader,
    crisis_id: str,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """Newest first."""
    find.show(caller.ctx, crisis_id)
    return audit.latest(caller.ctx, crisis_id, before, limit)


@router.post("/crises/{crisis_id}/log", response_model=AuditEvent, status_code=201)
def write(caller: Annotated[Caller, scope(Action.LOG)], key: Key, crisis_id: str, body: LogEntry) -> Response:
    return caller.once(key, body, lambda ctx: entries.add(ctx, caller.id, crisis_id, body.text), 201)


@router.get("/crises/{crisis_id}/report", response_model=CrisisReport)
def report(caller: Reader, crisis_id: str) -> Any:
    return gather(caller.ctx, crisis_id)


@router.get("/crises/{crisis_id}/findings", response_model=list[Finding])
def of_crisis(caller: Reader, crisis_id: str) -> Any:
    find.show(caller.ctx, crisis_id)
    return findings.listing(caller.ctx, crisis_id)


@router.post("/crises/{crisis_id}/findings", response_model=Finding, status_code=201)
def add_finding(caller: Annotated[Caller, scope(Action.EVALUATE)], key: Key, crisis_id: str, body: Learnt) -> Response:
    """With an owner and a due date it is a follow-up item."""

    def work(ctx: AppContext) -> Finding:
        return findings.add(ctx, caller.id, crisis_id, **body.model_dump())

    return caller.once(key, body, work, 201)


@router.post("/crises/{crisis_id}/close-evaluation", response_model=Crisis)
def close(caller: Annotated[Caller, scope(Action.EVALUATE)], key: Key, crisis_id: str) -> Response:
    return caller.once(key, None, lambda ctx: findings.close(ctx, caller.id, crisis_id))


@router.get("/crises/{crisis_id}/staff", response_model=list[StaffMember])
def staff(caller: Reader, crisis_id: str) -> Any:
    find.show(caller.ctx, crisis_id)
    return attendance.listing(caller.ctx, crisis_id)


@router.post("/crises/{crisis_id}/staff/present", response_model=list[StaffMember])
def present(caller: Annotated[Caller, scope(Action.ATTEND)], key: Key, crisis_id: str) -> Response:
    """The person behind the token confirms the call."""
    return caller.once(key, None, lambda ctx: attendance.confirm(ctx, caller.id, crisis_id))


@router.post(
    "/crises/{crisis_id}/package",
    response_class=Response,
    responses={200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}},
)
def package(
    caller: Annotated[Caller, scope(Action.ARCHIVE)], crisis_id: str, residents: Residents = Residents.WITHHELD
) -> Response:
    """The signed package for the archive; made anew each time, so it needs no key.

    `residents`: whose names and words are in it, of those who wrote to us; see docs/exercises.md.
    """
    settings = caller.app_state.settings
    data, _ = archive.export(caller.ctx, caller.id, crisis_id, settings.key_file, settings.data / "reports", residents)
    return Response(data, media_type="application/zip")


@router.get("/follow-ups", response_model=list[Finding])
def follow_ups(caller: Reader) -> Any:
    """Still to be done, the most urgent first."""
    return findings.listing(caller.ctx)


@router.post("/follow-ups/{finding_id}/done", response_model=Finding)
def done(caller: Annotated[Caller, scope(Action.FOLLOW_UP)], key: Key, finding_id: str) -> Response:
    return caller.once(key, None, lambda ctx: findings.done(ctx, caller.id, finding_id))


@router.get("/log/verification", response_model=ChainReport)
def verify(caller: Reader) -> Any:
    return audit.verify(caller.ctx)


@router.get("/exercises", response_model=list[ExercisePlan])
def planned(caller: Reader) -> Any:
    return caller.ctx.municipality.exercises


@router.get("/exercises/due", response_model=ExerciseDue)
def due(caller: Reader) -> Any:
    return obligation.due(caller.ctx)


@router.get("/exercises/history", response_model=list[ExerciseHeld])
def history(caller: Reader) -> Any:
    """Newest first."""
    return exercises_held.listing(caller.ctx)


@router.post("/exercises/{plan_id}/run", response_model=Crisis, status_code=201)
def run(caller: Annotated[Caller, scope(Action.EXERCISE)], key: Key, plan_id: str, body: Run) -> Response:
    """A plan of the municipality file, or a scenario."""

    def work(ctx: AppContext) -> Crisis:
        return plans.start(ctx, caller.id, plan_id, scripted=body.scripted)

    return caller.once(key, body, work, 201)
