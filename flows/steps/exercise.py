"""Exercises: announced, started at their time, injects and steps along the way, ended when their time is up."""

from datetime import datetime

from flows.context import WorkerContext
from store.exercises import announcements, injects, plans, script


def start(worker: WorkerContext, plan_id: str, occurrence: str) -> None:
    plans.start_scheduled(worker.ctx, plan_id, occurrence)
    plans.plan_ahead(worker.ctx)


def on_schedule(worker: WorkerContext, plan_id: str, scheduled: datetime) -> None:
    plans.on_schedule(worker.ctx, plan_id, scheduled)
    plans.plan_ahead(worker.ctx)


def announce(worker: WorkerContext, plan_id: str, occurrence: str) -> None:
    announcements.announce(worker.ctx, plan_id, occurrence)


def inject(worker: WorkerContext, crisis_id: str, inject_id: str) -> None:
    injects.happen(worker.ctx, crisis_id, inject_id)


def go_on(worker: WorkerContext, crisis_id: str) -> None:
    script.step(worker.ctx, crisis_id)


def end(worker: WorkerContext, crisis_id: str) -> None:
    plans.end(worker.ctx, crisis_id)


def plan_ahead(worker: WorkerContext) -> None:
    plans.plan_ahead(worker.ctx)
