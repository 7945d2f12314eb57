"""Exercises: announced, started at their time, injects and steps along the way, ended when their time is up."""

from datetime import datetime

from flows.context import Place
from store.exercises import announcements, injects, plans, script


def start(place: Place, plan_id: str, occurrence: str) -> None:
    plans.start_scheduled(place.house, plan_id, occurrence)
    plans.plan_ahead(place.house)


def on_schedule(place: Place, plan_id: str, scheduled: datetime) -> None:
    plans.on_schedule(place.house, plan_id, scheduled)
    plans.plan_ahead(place.house)


def announce(place: Place, plan_id: str, occurrence: str) -> None:
    announcements.announce(place.house, plan_id, occurrence)


def inject(place: Place, crisis_id: str, inject_id: str) -> None:
    injects.happen(place.house, crisis_id, inject_id)


def go_on(place: Place, crisis_id: str) -> None:
    script.step(place.house, crisis_id)


def end(place: Place, crisis_id: str) -> None:
    plans.end(place.house, crisis_id)


def plan_ahead(place: Place) -> None:
    plans.plan_ahead(place.house)
