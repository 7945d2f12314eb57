"""Drafts on their way through people: the desk is told, reminded, its deputies called; the author is answered."""

from flows.context import WorkerContext
from store.drafts import reminders


def tell_desk(worker: WorkerContext, draft_id: str, step: str = "new") -> bool:
    return reminders.tell_desk(worker.ctx, draft_id, step)


def tell_author(worker: WorkerContext, draft_id: str) -> None:
    reminders.tell_author(worker.ctx, draft_id)
