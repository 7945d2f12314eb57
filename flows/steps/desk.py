"""Drafts on their way through people: the desk is told, reminded, its deputies called; the author is answered."""

from flows.context import Place
from store.drafts import reminders


def tell_desk(place: Place, draft_id: str, step: str = "new") -> bool:
    return reminders.tell_desk(place.house, draft_id, step)


def tell_author(place: Place, draft_id: str) -> None:
    reminders.tell_author(place.house, draft_id)
