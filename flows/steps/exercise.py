"""Exercises: start at their time, go on step by step, never while a real crisis is open."""

from flows.place import Place
from store import exercises


def start(place: Place, plan_id: str, occurrence: str) -> None:
    exercises.start_scheduled(place.house, plan_id, occurrence)
    exercises.plan_ahead(place.house)


def go_on(place: Place, crisis_id: str, plan_id: str) -> None:
    exercises.step(place.house, crisis_id, plan_id)


def plan_ahead(place: Place) -> None:
    exercises.plan_ahead(place.house)
