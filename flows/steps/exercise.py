"""Exercises: announced, started at their time, injects and steps along the way, ended when their time is up."""

from datetime import datetime

from flows.place import Place
from store import announcements, exercise_script, exercises, injects


def start(place: Place, plan_id: str, occurrence: str) -> None:
    exercises.start_scheduled(place.house, plan_id, occurrence)
    exercises.plan_ahead(place.house)


def on_schedule(place: Place, plan_id: str, scheduled: datetime) -> None:
    exercises.on_schedule(place.house, plan_id, scheduled)
    exercises.plan_ahead(place.house)


def announce(place: Place, plan_id: str, occurrence: str) -> None:
    announcements.announce(place.house, plan_id, occurrence)


def inject(place: Place, crisis_id: str, inject_id: str) -> None:
    injects.happen(place.house, crisis_id, inject_id)


def go_on(place: Place, crisis_id: str) -> None:
    exercise_script.step(place.house, crisis_id)


def end(place: Place, crisis_id: str) -> None:
    exercises.end(place.house, crisis_id)


def plan_ahead(place: Place) -> None:
    exercises.plan_ahead(place.house)
