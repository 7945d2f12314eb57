"""Which event starts which work: one table. Each row names the plain step and the Prefect flow around it."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from flows.context import Place
from flows.steps import (
    deliver,
    desk,
    exercise,
    notify,
    platform_lock,
    reporting,
    tokens,
    watch_accounts,
    watch_lock,
    webhooks,
)  # fmt: skip
from schemas.event import EventKind, OutboxEvent

Payload = dict[str, Any]


class Handler(NamedTuple):
    """`plain(place, payload)` returns False to be called again later; `flow` is `module:name`, None for no flow.

    `urgent` work is what the public waits for; with a flow, its step takes `begun` too.
    """

    plain: Callable[..., object]
    flow: str | None
    takes: tuple[str, ...]
    urgent: bool = False


def _deliver(place: Place, payload: Payload, begun: Callable[[], object] = lambda: None) -> None:
    deliver.deliver_message(place, payload["message_id"], begun)


HANDLERS: dict[EventKind, Handler] = {
    EventKind.MESSAGE_QUEUED: Handler(
        _deliver, "flows.fan_out:fan_out", ("message_id",), True
    ),
    EventKind.DELIVERY_DUE: Handler(
        _deliver, "flows.fan_out:fan_out", ("message_id",), True
    ),
    EventKind.CRISIS_ESTABLISHED: Handler(
        lambda place, p: watch_lock.check_locks(place, p["crisis_id"]),
        "flows.establish_crisis:establish_crisis", ("crisis_id",),
    ),
    EventKind.CONFIRMATION_REMINDER_DUE: Handler(
        lambda place, p: watch_lock.chase(place, p["crisis_id"]),
        "flows.establish_crisis:chase_confirmations", ("crisis_id",),
    ),
    EventKind.DRAFT_SUBMITTED: Handler(
        lambda place, p: desk.tell_desk(place, p["draft_id"]), "flows.route_draft:route_draft", ("draft_id",)
    ),
    EventKind.APPROVAL_REMINDER_DUE: Handler(
        lambda place, p: desk.tell_desk(place, p["draft_id"], p["step"]),
        "flows.route_draft:route_draft", ("draft_id", "step"),
    ),
    EventKind.DRAFT_DECIDED: Handler(
        lambda place, p: desk.tell_author(place, p["draft_id"]), "flows.route_draft:answer_author", ("draft_id",)
    ),
    EventKind.CRISIS_STOOD_DOWN: Handler(
        lambda place, p: reporting.write_report(place, p["crisis_id"]), "flows.stand_down:stand_down", ("crisis_id",)
    ),
    EventKind.EXERCISE_DUE: Handler(
        lambda place, p: exercise.start(place, p["plan_id"], p["occurrence"]),
        "flows.exercise:exercise", ("plan_id", "occurrence"),
    ),
    EventKind.EXERCISE_ANNOUNCED: Handler(
        lambda place, p: exercise.announce(place, p["plan_id"], p["occurrence"]),
        "flows.exercise:announce_exercise", ("plan_id", "occurrence"),
    ),
    EventKind.INJECT_DUE: Handler(
        lambda place, p: exercise.inject(place, p["crisis_id"], p["inject_id"]),
        "flows.exercise:exercise_inject", ("crisis_id", "inject_id"),
    ),
    EventKind.EXERCISE_STEP_DUE: Handler(
        lambda place, p: exercise.go_on(place, p["crisis_id"]), "flows.exercise:exercise_step", ("crisis_id",)
    ),
    EventKind.EXERCISE_ENDS: Handler(
        lambda place, p: exercise.end(place, p["crisis_id"]), "flows.exercise:exercise_end", ("crisis_id",)
    ),
    EventKind.REPORT_DUE: Handler(
        lambda place, p: reporting.write_report(place, p["crisis_id"]), "flows.stand_down:stand_down", ("crisis_id",)
    ),
    EventKind.TOKENS_DUE: Handler(lambda place, p: tokens.renew_tokens(place), "flows.renew_tokens:renew_tokens", ("day",)),
    EventKind.WEBHOOK_DUE: Handler(lambda place, p: webhooks.tell(place, p["webhook_id"]), None, ("webhook_id",)),
    EventKind.PLATFORM_LOCK_DUE: Handler(
        lambda place, p: platform_lock.carry(place, p["lock_id"]), None, ("lock_id",), True
    ),
    EventKind.WATCH_DUE: Handler(
        lambda place, p: watch_accounts.watch(place, p["tick"]), "flows.watch_accounts:watch_accounts", ("tick",)
    ),
    EventKind.FOREIGN_RETRACTION_DUE: Handler(
        lambda place, p: watch_accounts.retract(place, p["foreign_id"]), None, ("foreign_id",), True
    ),
    EventKind.NOTICE_DUE: Handler(lambda place, p: notify.send_notice(place, p["notice_id"]), None, ("notice_id",)),
}  # fmt: skip


def parameters(event: OutboxEvent) -> Payload:
    """Ids only: Prefect stores what a flow is called with."""
    return {name: event.payload[name] for name in HANDLERS[event.kind].takes}


def load_flow(address: str) -> Any:
    """Import lazily: a worker without Prefect never pays for it."""
    module, name = address.split(":")
    return getattr(import_module(module), name)
