"""Flows: a submitted draft finds its editors, its author gets an answer."""

from prefect import State, flow

from flows.work.context import current_worker
from flows.work.once import once
from store.approvals import reminders


@flow(name="route-draft", flow_run_name="route {draft_id} ({step})")
def route_draft(draft_id: str, step: str = "new", event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: reminders.tell_desk(current_worker().ctx, draft_id, step))


@flow(name="answer-author", flow_run_name="answer author of {draft_id}")
def answer_author(draft_id: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: reminders.tell_author(current_worker().ctx, draft_id))
