"""Exercises: due by plan, announced, held once per occurrence, ended when their time is up."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlmodel import select

from config import read_scenario, shelf
from config.nearest import hint
from policy.crisis import may_log
from policy.exercises.times import next_start, out_of_quiet_hours
from policy.roles import holders
from schemas.crisis import Crisis, CrisisRequest
from schemas.errors import KrisekanalError, NotFound
from schemas.event import EventKind
from schemas.exercise_run import ExerciseRun, SkipReason
from schemas.municipality import ExercisePlan
from schemas.person import Role
from schemas.scenario import ExerciseType, Scenario
from schemas.sentence import say
from store.context import House
from store.crises import find, lifecycle
from store.db.tables import CrisisRow
from store.evidence import audit
from store.exercises import runs
from store.outbox import outbox

TOO_LATE = timedelta(hours=1)
"""An exercise that nobody could start in time is left out; people have gone home."""
_REPLACED = ("title", "what", "where", "template", "fields")


def plan_ahead(house: House) -> None:
    """Have every plan's next occurrence, and the word of it, in the outbox."""
    with house.write() as session:
        for chosen in house.municipality.exercises:
            due = next_occurrence(house, chosen)
            payload = {"plan_id": chosen.id, "occurrence": due.isoformat()}
            key = f"{chosen.id}@{due.isoformat()}"
            outbox.emit(session, house, EventKind.EXERCISE_DUE, payload, due_at=due, dedup=f"exercise:{key}")
            if chosen.announced:
                told_at = max(due - chosen.lead_time, house.clock())
                outbox.emit(session, house, EventKind.EXERCISE_ANNOUNCED, payload, due_at=told_at,
                            dedup=f"announce:{key}")  # fmt: skip


def next_occurrence(house: House, plan: ExercisePlan) -> datetime:
    """Aware, in UTC, outside the plan's quiet hours."""
    return next_start(plan, _zone(house), house.clock())


def plan(house: House, plan_id: str) -> ExercisePlan:
    found = _plan(house, plan_id)
    if found is None:
        ids = ", ".join(p.id for p in house.municipality.exercises) or "—"
        raise NotFound(say("There is no exercise plan {id}. The municipality file knows {ids}.", id=plan_id, ids=ids))
    return found


def scenario_of(house: House, plan: ExercisePlan) -> Scenario:
    """The plan's scenario with what the plan itself says instead; or a short one made of the plan alone.

    Raises `NotFound` or `ConfigInvalid`.
    """
    given = {name: value for name in _REPLACED if (value := getattr(plan, name))}
    if "severity" in plan.model_fields_set or plan.scenario is None:
        given["severity"] = plan.severity
    if plan.scenario:
        if plan.template and not plan.fields:
            given["fields"] = {}
        return read_scenario.find(house.scenario_folders, plan.scenario, house.municipality).model_copy(update=given)
    return Scenario.model_validate({"id": plan.id, "name": plan.name, "type": ExerciseType.FUNCTIONAL, **given})


def start(
    house: House, actor: str, name: str, occurrence: str | None = None, *, scripted: bool = False,
    players: tuple[str, ...] = (),
) -> Crisis:  # fmt: skip
    """`name` is a plan's id, or a scenario's. Scripted: everybody is played, step by step, until it is stood down."""
    chosen = _plan(house, name)
    scenario = scenario_of(house, chosen) if chosen else _scenario(house, name)
    key = f"{name}@{occurrence or house.clock().isoformat()}"
    held = _by_key(house, key)
    if held:
        return held
    run = ExerciseRun(
        crisis_id="", scenario=scenario, plan_id=chosen.id if chosen else None, scripted=scripted,
        announced=bool(chosen and chosen.announced and occurrence),
        players=players or (chosen.players if chosen else ()),
    )  # fmt: skip
    request = CrisisRequest(title=scenario.title, what=scenario.what, where=scenario.where, severity=scenario.severity,
                            exercise=True, plan=key)  # fmt: skip
    return lifecycle.establish(
        house, actor, request,
        lambda session, row: runs.begin(session, house, row, run.model_copy(update={"crisis_id": row.id})),
    )  # fmt: skip


def start_scheduled(house: House, plan_id: str, occurrence: str) -> Crisis | None:
    """At its time. None, and a line in the log, where it cannot or must not be held."""
    skip = partial(_skip, house, plan_id, occurrence)
    chosen, current = _plan(house, plan_id), find.current(house)
    if current and not current.exercise:
        return skip(SkipReason.CRISIS_OPEN, current.id)
    if chosen is None or not _still_planned(house, chosen, occurrence):
        return skip(SkipReason.NOT_PLANNED)
    if _too_late(house, chosen, occurrence):
        return skip(SkipReason.TOO_LATE)
    leader = holders(house.municipality, Role.CHIEF_EXECUTIVE)[0]
    try:
        return start(replace(house, played=True), leader.id, plan_id, occurrence, scripted=chosen.scripted)
    except KrisekanalError as error:
        return skip(SkipReason.CANNOT_START, detail=str(error))


def on_schedule(house: House, plan_id: str, scheduled: datetime) -> Crisis | None:
    """Prefect's own schedule knows no quiet hours: what they move is left to the outbox."""
    chosen = plan(house, plan_id)
    begins = out_of_quiet_hours(chosen, _zone(house), scheduled)
    return start_scheduled(house, plan_id, begins.isoformat()) if begins <= house.clock() else None


def end(house: House, crisis_id: str) -> None:
    """Its time is up."""
    lifecycle.end_exercise(house, crisis_id)


def tick(house: House, actor: str, crisis_id: str, expected_id: str) -> None:
    """Somebody has seen an expected action done, now. Raises `NotFound`, or `Refused` for the wrong role."""
    house.decide(lambda person: may_log(house.municipality, person), actor)
    run = runs.find(house, crisis_id)
    known = [wanted.id for wanted in run.scenario.expected] if run else []
    if expected_id not in known:
        raise NotFound(say("Nothing called {id} is expected. {hint}", id=expected_id, hint=hint(expected_id, known)))
    with house.write() as session:
        audit.append(session, house, actor, "exercise.ticked", expected_id, crisis_id)


def _scenario(house: House, name: str) -> Scenario:
    known = [p.id for p in house.municipality.exercises]
    if name not in shelf.files(house.scenario_folders):
        names = [*known, *shelf.files(house.scenario_folders)]
        raise NotFound(say("There is no exercise plan and no scenario {id}. {hint}", id=name, hint=hint(name, names)))
    return read_scenario.find(house.scenario_folders, name, house.municipality)


def _plan(house: House, plan_id: str) -> ExercisePlan | None:
    return next((p for p in house.municipality.exercises if p.id == plan_id), None)


def _still_planned(house: House, chosen: ExercisePlan, occurrence: str) -> bool:
    """The municipality file may have changed since."""
    due = datetime.fromisoformat(occurrence)
    return next_start(chosen, _zone(house), due - timedelta(seconds=1)) == due


def _too_late(house: House, chosen: ExercisePlan, occurrence: str) -> bool:
    """A worker that was away does not wake people either: nothing begins in the quiet hours."""
    late, moment = house.clock() - datetime.fromisoformat(occurrence), house.clock()
    asleep = out_of_quiet_hours(chosen, _zone(house), moment) > moment
    return late > TOO_LATE or (late > timedelta(0) and asleep)


def _skip(
    house: House, plan_id: str, occurrence: str, why: SkipReason, crisis_id: str | None = None, detail: str = ""
) -> None:
    with house.write() as session:
        audit.append(session, house, audit.SYSTEM, "exercise.skipped", plan_id, crisis_id,
                     occurrence=occurrence, why=why.value, detail=detail)  # fmt: skip


def _zone(house: House) -> ZoneInfo:
    return ZoneInfo(house.municipality.organisation.timezone)


def _by_key(house: House, key: str) -> Crisis | None:
    with house.read() as session:
        row = session.exec(select(CrisisRow).where(CrisisRow.plan == key)).first()
        return Crisis.model_validate(row) if row else None
