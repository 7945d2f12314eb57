"""Exercises: due by plan, announced, held once per occurrence, ended when their time is up."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from config.reading import scenario_library
from config.reading.nearest import hint
from config.town import read_scenario
from policy.access import Action
from policy.exercises.times import next_start, out_of_quiet_hours
from policy.pressed_twice import WITHIN
from policy.roles import chief_executives
from schemas.crises.crisis import Crisis, CrisisRequest
from schemas.errors import KrisekanalError, NotFound
from schemas.event import EventKind
from schemas.exercises.run import ExerciseRun, SkipReason
from schemas.exercises.scenario import ExerciseType, Scenario
from schemas.municipality import ExercisePlan
from schemas.sentence import say
from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import find, lifecycle
from store.db.nouns import as_noun
from store.db.tables import CrisisRow, ExerciseRunRow
from store.evidence import audit
from store.exercises import runs
from store.outbox import outbox, steps

TOO_LATE = timedelta(hours=1)
"""An exercise that nobody could start in time is left out; people have gone home."""
_REPLACED = ("title", "what", "where", "template", "fields")
_AS_ASKED = {"scripted", "announced", "players"}
"""Of a run: two that differ in these are two exercises, however soon one follows the other."""


def plan_ahead(ctx: AppContext) -> None:
    """Have every plan's next occurrence, and the word of it, in the outbox."""
    with ctx.write() as session:
        for chosen in ctx.municipality.exercises:
            due = next_occurrence(ctx, chosen)
            payload = {"plan_id": chosen.id, "occurrence": due.isoformat()}
            key = f"{chosen.id}@{due.isoformat()}"
            outbox.emit(session, ctx, EventKind.EXERCISE_DUE, payload, due_at=due, dedup=f"exercise:{key}")
            if chosen.announced:
                told_at = max(due - chosen.lead_time, ctx.clock())
                outbox.emit(
                    session, ctx, EventKind.EXERCISE_ANNOUNCED, payload, due_at=told_at, dedup=f"announce:{key}"
                )


def next_occurrence(ctx: AppContext, plan: ExercisePlan) -> datetime:
    """Aware, in UTC, outside the plan's quiet hours."""
    return next_start(plan, _zone(ctx), ctx.clock())


def plan(ctx: AppContext, plan_id: str) -> ExercisePlan:
    found = _plan(ctx, plan_id)
    if found is None:
        ids = ", ".join(p.id for p in ctx.municipality.exercises) or "—"
        raise NotFound(say("There is no exercise plan {id}. The municipality file knows {ids}.", id=plan_id, ids=ids))
    return found


def scenario_of(ctx: AppContext, plan: ExercisePlan) -> Scenario:
    """The plan's scenario with what the plan itself says instead; or a short one made of the plan alone.

    Raises `NotFound` or `ConfigInvalid`.
    """
    given = {name: value for name in _REPLACED if (value := getattr(plan, name))}
    if "severity" in plan.model_fields_set or plan.scenario is None:
        given["severity"] = plan.severity
    if plan.scenario:
        if plan.template and not plan.fields:
            given["fields"] = {}
        return read_scenario.find(ctx.scenario_folders, plan.scenario, ctx.municipality).model_copy(update=given)
    return Scenario.model_validate({"id": plan.id, "name": plan.name, "type": ExerciseType.FUNCTIONAL, **given})


def what(ctx: AppContext, name: str) -> tuple[ExercisePlan | None, Scenario]:
    """What `start` would begin. Raises `NotFound` or `ConfigInvalid`."""
    chosen = _plan(ctx, name)
    return chosen, scenario_of(ctx, chosen) if chosen else _scenario(ctx, name)


class _HeldAlready(Exception):
    """Takes back what was begun: `crisis` runs."""

    def __init__(self, crisis: Crisis) -> None:
        self.crisis = crisis


def start(
    ctx: AppContext,
    actor: str,
    name: str,
    occurrence: str | None = None,
    *,
    scripted: bool = False,
    announced: bool = False,
    players: tuple[str, ...] = (),
) -> Crisis:
    """`name` is a plan's id, or a scenario's. Scripted: everybody is played, step by step, until it is stood down.

    Held once per `occurrence`, whoever asks for it; without one it is held now, and once where it is asked for twice at a time
    (`policy.pressed_twice`).
    """
    chosen, scenario = what(ctx, name)
    key = f"{name}@{occurrence or ctx.clock().isoformat()}"
    held = _by_key(ctx, key)
    if held:
        return held
    run = ExerciseRun(
        crisis_id="",
        scenario=scenario,
        plan_id=chosen.id if chosen else None,
        scripted=scripted,
        announced=announced,
        players=players or (chosen.players if chosen else ()),
    )
    request = CrisisRequest(
        title=scenario.title,
        what=scenario.what,
        where=scenario.where,
        severity=scenario.severity,
        exercise=True,
        plan=key,
    )

    def begin(session: Session, row: CrisisRow) -> None:
        if first := None if occurrence else _pressed_already(session, ctx, row, run):
            raise _HeldAlready(first)
        runs.begin(session, ctx, row, run.model_copy(update={"crisis_id": row.id}))

    try:
        return lifecycle.establish(ctx, actor, request, begin)
    except _HeldAlready as held_already:
        return held_already.crisis


def start_scheduled(ctx: AppContext, plan_id: str, occurrence: str) -> Crisis | SkipReason:
    """At its time. The reason, and a line in the log, where it cannot or must not be held."""
    skip, chosen = partial(_skip, ctx, plan_id, occurrence), _plan(ctx, plan_id)
    if current := _real_crisis(ctx):
        return skip(SkipReason.CRISIS_OPEN, current.id)
    if chosen is None or not _still_planned(ctx, chosen, occurrence):
        return skip(SkipReason.NOT_PLANNED)
    if _too_late(ctx, chosen, occurrence):
        return skip(SkipReason.TOO_LATE)
    return _held(ctx, chosen.id, occurrence, announced=chosen.announced, scripted=chosen.scripted)


def hold_now(ctx: AppContext, plan_id: str, wish: str) -> Crisis | SkipReason:
    """Somebody wants it held at once, whatever its plan says; the same `wish` twice is held once. Raises `NotFound`."""
    chosen = plan(ctx, plan_id)
    if current := _real_crisis(ctx):
        return _skip(ctx, plan_id, wish, SkipReason.CRISIS_OPEN, current.id)
    return _held(ctx, chosen.id, wish, scripted=chosen.scripted)


def drill_now(ctx: AppContext, scenario_id: str, wish: str, *, scripted: bool) -> Crisis | SkipReason:
    """The same for a scenario that needs no plan. Raises `NotFound` or `ConfigInvalid`."""
    _scenario(ctx, scenario_id)
    if current := _real_crisis(ctx):
        return _skip(ctx, scenario_id, wish, SkipReason.CRISIS_OPEN, current.id)
    return _held(ctx, scenario_id, wish, scripted=scripted)


def _held(
    ctx: AppContext, name: str, occurrence: str, *, scripted: bool, announced: bool = False
) -> Crisis | SkipReason:
    leader = chief_executives(ctx.municipality)[0]
    try:
        return start(replace(ctx, played=True), leader.id, name, occurrence, scripted=scripted, announced=announced)
    except KrisekanalError as error:
        return _skip(ctx, name, occurrence, SkipReason.CANNOT_START, detail=str(error))


def _real_crisis(ctx: AppContext) -> Crisis | None:
    current = find.current(ctx)
    return None if current is None or current.exercise else current


def on_schedule(ctx: AppContext, plan_id: str, scheduled: datetime) -> Crisis | SkipReason | None:
    """Prefect's own schedule knows no quiet hours: what they move is left to the outbox, and None."""
    chosen = plan(ctx, plan_id)
    begins = out_of_quiet_hours(chosen, _zone(ctx), scheduled)
    return start_scheduled(ctx, plan_id, begins.isoformat()) if begins <= ctx.clock() else None


def end(ctx: AppContext, crisis_id: str) -> None:
    """Its time is up."""
    lifecycle.end_exercise(ctx, crisis_id)


def tick(ctx: AppContext, actor: str, crisis_id: str, expected_id: str) -> None:
    """Somebody has seen an expected action done, now. Raises `NotFound`, or `Refused` for the wrong role."""
    ctx.authorize(Action.LOG, actor)
    run = runs.find(ctx, crisis_id)
    known = [wanted.id for wanted in run.scenario.expected] if run else []
    if expected_id not in known:
        raise NotFound(say("Nothing called {id} is expected. {hint}", id=expected_id, hint=hint(expected_id, known)))
    with ctx.write() as session:
        audit.append(session, ctx, actor, "exercise.ticked", expected_id, crisis_id)


def _scenario(ctx: AppContext, name: str) -> Scenario:
    known = [p.id for p in ctx.municipality.exercises]
    if name not in scenario_library.files(ctx.scenario_folders):
        names = [*known, *scenario_library.files(ctx.scenario_folders)]
        raise NotFound(say("There is no exercise plan and no scenario {id}. {hint}", id=name, hint=hint(name, names)))
    return read_scenario.find(ctx.scenario_folders, name, ctx.municipality)


def _plan(ctx: AppContext, plan_id: str) -> ExercisePlan | None:
    return next((p for p in ctx.municipality.exercises if p.id == plan_id), None)


def _still_planned(ctx: AppContext, chosen: ExercisePlan, occurrence: str) -> bool:
    """The municipality file may have changed since."""
    due = datetime.fromisoformat(occurrence)
    return next_start(chosen, _zone(ctx), due - timedelta(seconds=1)) == due


def _too_late(ctx: AppContext, chosen: ExercisePlan, occurrence: str) -> bool:
    """A worker that was away does not wake people either: nothing begins in the quiet hours."""
    late, moment = ctx.clock() - datetime.fromisoformat(occurrence), ctx.clock()
    asleep = out_of_quiet_hours(chosen, _zone(ctx), moment) > moment
    return late > TOO_LATE or (late > timedelta(0) and asleep)


def _skip(
    ctx: AppContext, plan_id: str, occurrence: str, why: SkipReason, crisis_id: str | None = None, detail: str = ""
) -> SkipReason:
    with ctx.write() as session:
        if not steps.first_time(session, ctx, "exercise-skipped"):
            return why
        audit.append(
            session,
            ctx,
            audit.SYSTEM,
            "exercise.skipped",
            plan_id,
            crisis_id,
            occurrence=occurrence,
            why=why.value,
            detail=detail,
        )
    return why


def _zone(ctx: AppContext) -> ZoneInfo:
    return ZoneInfo(ctx.municipality.organisation.timezone)


def _pressed_already(session: Session, ctx: AppContext, row: CrisisRow, run: ExerciseRun) -> Crisis | None:
    """The same exercise, played in the same way and still open, that the same person began moments before `row`."""
    query = select(CrisisRow, ExerciseRunRow).where(
        CrisisRow.id == ExerciseRunRow.crisis_id,
        CrisisRow.established_by == row.established_by,
        CrisisRow.id != row.id,
        CrisisRow.status == CrisisStatus.ESTABLISHED,
        CrisisRow.established_at > ctx.clock() - WITHIN,
    )
    name = (row.plan or "").rpartition("@")[0]
    asked = run.model_dump(mode="json", include=_AS_ASKED)
    for crisis, played in session.exec(query):
        if (crisis.plan or "").rpartition("@")[0] == name and played.model_dump(include=_AS_ASKED) == asked:
            return as_noun(Crisis, crisis)
    return None


def _by_key(ctx: AppContext, key: str) -> Crisis | None:
    with ctx.read() as session:
        row = session.exec(select(CrisisRow).where(CrisisRow.plan == key)).first()
        return as_noun(Crisis, row) if row else None
