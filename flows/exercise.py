"""Flows: an exercise is announced, starts, goes on inject by inject and step by step, and ends."""

from prefect import State, flow
from prefect.states import Completed

from flows.steps import exercise as steps
from flows.work.context import current_worker
from flows.work.once import once
from schemas.crises.crisis import Crisis
from store.exercises import announcements, plans, script


def named(held: steps.Held) -> State[None]:
    """Whoever looks at Prefect sees whether it was held, and why not."""
    if isinstance(held, Crisis):
        return Completed(name="held", message=held.id)
    if held is None:
        return Completed(name="later", message="Quiet hours: the worker begins when they are over.")
    return Completed(name="skipped", message=held.value)


@flow(name="announce-exercise", flow_run_name="announce {plan_id} {occurrence}")
def announce_exercise(plan_id: str, occurrence: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: announcements.announce(current_worker().ctx, plan_id, occurrence))


@flow(name="start-exercise", flow_run_name="start exercise {plan_id} {occurrence}")
def exercise(plan_id: str, occurrence: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: steps.start(current_worker(), plan_id, occurrence), named)


@flow(name="exercise-inject", flow_run_name="inject {inject_id}")
def exercise_inject(crisis_id: str, inject_id: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: steps.happen(current_worker(), crisis_id, inject_id))


@flow(name="exercise-step", flow_run_name="exercise step {crisis_id}")
def exercise_step(crisis_id: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: script.step(current_worker().ctx, crisis_id))


@flow(name="exercise-end", flow_run_name="exercise end {crisis_id}")
def exercise_end(crisis_id: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: plans.end(current_worker().ctx, crisis_id))


@flow(name="plan-exercises")
def plan_exercises() -> None:
    """On Prefect's own schedule, so that IT sees the exercises there; the truth is the outbox."""
    plans.plan_ahead(current_worker().ctx)
