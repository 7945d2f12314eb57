"""Exercises: announced, started at their time, injects and steps along the way, ended when their time is up."""

from datetime import datetime

from flows.context import WorkerContext
from schemas.crisis import Crisis
from schemas.exercise_run import SkipReason
from store.exercises import announcements, injects, plans, script

Held = Crisis | SkipReason | None
"""What became of it: held, left out and why, or left to the worker."""


def start(worker: WorkerContext, plan_id: str, occurrence: str) -> Held:
    return _and_plan_on(worker, plans.start_scheduled(worker.ctx, plan_id, occurrence))


def on_schedule(worker: WorkerContext, plan_id: str, scheduled: datetime) -> Held:
    return _and_plan_on(worker, plans.on_schedule(worker.ctx, plan_id, scheduled))


def hold_now(worker: WorkerContext, plan_id: str, wish: str) -> Held:
    return plans.hold_now(worker.ctx, plan_id, wish)


def drill(worker: WorkerContext, scenario_id: str, wish: str, *, scripted: bool) -> Held:
    return plans.drill_now(worker.ctx, scenario_id, wish, scripted=scripted)


def announce(worker: WorkerContext, plan_id: str, occurrence: str) -> None:
    announcements.announce(worker.ctx, plan_id, occurrence)


def inject(worker: WorkerContext, crisis_id: str, inject_id: str) -> None:
    injects.happen(worker.ctx, crisis_id, inject_id)


def go_on(worker: WorkerContext, crisis_id: str) -> None:
    script.step(worker.ctx, crisis_id)


def end(worker: WorkerContext, crisis_id: str) -> None:
    plans.end(worker.ctx, crisis_id)


def _and_plan_on(worker: WorkerContext, held: Held) -> Held:
    plans.plan_ahead(worker.ctx)
    return held


def plan_ahead(worker: WorkerContext) -> None:
    plans.plan_ahead(worker.ctx)
