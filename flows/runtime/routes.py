"""Which event starts which work: one table. Each row names the plain step and the Prefect flow around it."""

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import Any, NamedTuple

from flows.steps import (
    deliver,
    dialogue,
    drain,
    exercise,
    locks,
    log_heads,
    notify,
    platform_lock,
    reporting,
    signup,
    tokens,
    watch_accounts,
    webhooks,
)
from flows.work.context import WorkerContext
from schemas.event import EventKind, OutboxEvent
from store.approvals import reminders
from store.exercises import announcements, plans, script

Payload = dict[str, Any]


class Queue(StrEnum):
    """Of Prefect's work pool, most urgent first: somebody waits to hear of it, it has a time of its own, it takes long."""

    URGENT = "urgent"
    CALM = "calm"
    BULK = "bulk"


class Handler(NamedTuple):
    """`plain(place, payload)` returns False to be called again later; `flow` is `module:name`, None for no flow.

    `queue` is where its flow waits in a work pool. None: what the public waits for never waits there. The worker that has the
    event begins it at once and calls `begun`, its flow shows how it ends.
    """

    plain: Callable[..., object]
    flow: str | None
    takes: tuple[str, ...]
    queue: Queue | None = Queue.CALM

    @property
    def at_once(self) -> bool:
        return self.queue is None


def _deliver(worker: WorkerContext, payload: Payload, begun: Callable[[], object] = lambda: None) -> None:
    deliver.start_message(worker, payload["message_id"], begun)


def _lock_at_platform(worker: WorkerContext, payload: Payload, begun: Callable[[], object] = lambda: None) -> None:
    platform_lock.carry(worker, payload["lock_id"])
    begun()


def _retract(worker: WorkerContext, payload: Payload, begun: Callable[[], object] = lambda: None) -> None:
    watch_accounts.retract(worker, payload["foreign_id"])
    begun()


HANDLERS: dict[EventKind, Handler] = {
    EventKind.MESSAGE_QUEUED: Handler(_deliver, "flows.fan_out:fan_out", ("message_id",), None),
    EventKind.DELIVERY_DUE: Handler(_deliver, "flows.fan_out:fan_out", ("message_id",), None),
    EventKind.DRAIN_DUE: Handler(
        lambda worker, p: drain.join(worker, p["account_id"]),
        "flows.drain:drain",
        ("delivery_id", "account_id", "slot"),
        Queue.URGENT,
    ),
    EventKind.CRISIS_ESTABLISHED: Handler(
        lambda worker, p: locks.check_locks(worker, p["crisis_id"]),
        "flows.set_up_crisis_staff:set_up_crisis_staff",
        ("crisis_id",),
        Queue.URGENT,
    ),
    EventKind.CONFIRMATION_REMINDER_DUE: Handler(
        lambda worker, p: reminders.chase_confirmations(worker.ctx, p["crisis_id"]),
        "flows.set_up_crisis_staff:chase_confirmations",
        ("crisis_id",),
    ),
    EventKind.DRAFT_SUBMITTED: Handler(
        lambda worker, p: reminders.tell_desk(worker.ctx, p["draft_id"]),
        "flows.route_draft:route_draft",
        ("draft_id",),
        Queue.URGENT,
    ),
    EventKind.APPROVAL_REMINDER_DUE: Handler(
        lambda worker, p: reminders.tell_desk(worker.ctx, p["draft_id"], p["step"]),
        "flows.route_draft:route_draft",
        ("draft_id", "step"),
    ),
    EventKind.DRAFT_DECIDED: Handler(
        lambda worker, p: reminders.tell_author(worker.ctx, p["draft_id"]),
        "flows.route_draft:answer_author",
        ("draft_id",),
        Queue.URGENT,
    ),
    EventKind.CRISIS_STOOD_DOWN: Handler(
        lambda worker, p: reporting.write_report(worker, p["crisis_id"]), "flows.stand_down:stand_down", ("crisis_id",)
    ),
    EventKind.EXERCISE_DUE: Handler(
        lambda worker, p: exercise.start(worker, p["plan_id"], p["occurrence"]),
        "flows.exercise:exercise",
        ("plan_id", "occurrence"),
    ),
    EventKind.EXERCISE_ANNOUNCED: Handler(
        lambda worker, p: announcements.announce(worker.ctx, p["plan_id"], p["occurrence"]),
        "flows.exercise:announce_exercise",
        ("plan_id", "occurrence"),
    ),
    EventKind.INJECT_DUE: Handler(
        lambda worker, p: exercise.happen(worker, p["crisis_id"], p["inject_id"]),
        "flows.exercise:exercise_inject",
        ("crisis_id", "inject_id"),
    ),
    EventKind.EXERCISE_STEP_DUE: Handler(
        lambda worker, p: script.step(worker.ctx, p["crisis_id"]), "flows.exercise:exercise_step", ("crisis_id",)
    ),
    EventKind.EXERCISE_ENDS: Handler(
        lambda worker, p: plans.end(worker.ctx, p["crisis_id"]), "flows.exercise:exercise_end", ("crisis_id",)
    ),
    EventKind.REPORT_DUE: Handler(
        lambda worker, p: reporting.write_report(worker, p["crisis_id"]),
        "flows.stand_down:write_report",
        ("crisis_id",),
        Queue.BULK,
    ),
    EventKind.TOKENS_DUE: Handler(
        lambda worker, p: tokens.renew_tokens(worker), "flows.renew_tokens:renew_tokens", ("day",), Queue.BULK
    ),
    EventKind.LOG_HEAD_DUE: Handler(
        lambda worker, p: log_heads.take(worker, p["occasion"]),
        "flows.stand_down:take_log_head",
        ("occasion",),
        Queue.BULK,
    ),
    EventKind.PLATFORM_LOCK_DUE: Handler(
        _lock_at_platform, "flows.set_up_crisis_staff:lock_at_platform", ("lock_id",), None
    ),
    EventKind.WATCH_DUE: Handler(
        lambda worker, p: watch_accounts.watch(worker, p["tick"]), "flows.watch_accounts:watch_accounts", ("tick",)
    ),
    EventKind.INBOX_DUE: Handler(
        lambda worker, p: dialogue.listen(worker, p["tick"]), "flows.dialogue:dialogue", ("tick",)
    ),
    EventKind.HIDING_DUE: Handler(
        lambda worker, p: dialogue.hide(worker, p["remark_id"]),
        "flows.dialogue:hide_remark",
        ("remark_id",),
        Queue.URGENT,
    ),
    EventKind.FOREIGN_RETRACTION_DUE: Handler(
        _retract, "flows.watch_accounts:retract_foreign_post", ("foreign_id",), None
    ),
    EventKind.PROPOSAL_DECIDED: Handler(
        lambda worker, p: None, "flows.waiting:proposal_decided", ("proposal_id",), Queue.URGENT
    ),
    EventKind.UNDELIVERED: Handler(
        lambda worker, p: notify.tell_undelivered(worker, p["ids"]),
        "flows.fan_out:tell_undelivered",
        ("ids",),
        Queue.URGENT,
    ),
    EventKind.ALARM_DUE: Handler(
        lambda worker, p: notify.tell_alarms(worker, p["ids"]), "flows.tell_alarms:tell_alarms", ("ids",), Queue.URGENT
    ),
    # One person's letter, one system's batch: a run each would cost more than the work (docs/adr/0014).
    EventKind.NOTICE_DUE: Handler(lambda worker, p: notify.send_notice(worker, p["notice_id"]), None, ("notice_id",)),
    EventKind.SIGNUP_LETTER_DUE: Handler(lambda worker, p: signup.send(worker, p["signup_id"]), None, ("signup_id",)),
    EventKind.RENEWAL_LETTER_DUE: Handler(lambda worker, p: signup.ask(worker, p["entry_id"]), None, ("entry_id",)),
    EventKind.WEBHOOK_DUE: Handler(lambda worker, p: webhooks.tell(worker, p["webhook_id"]), None, ("webhook_id",)),
}


def parameters(event: OutboxEvent) -> Payload:
    """Ids only: Prefect stores what a flow is called with."""
    return {name: event.payload[name] for name in HANDLERS[event.kind].takes}


def load_flow(address: str) -> Any:
    """Import lazily: a worker without Prefect never pays for it."""
    module, name = address.split(":")
    return getattr(import_module(module), name)
