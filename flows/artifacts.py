"""Tables and links for whoever looks at a run in Prefect: ids, states and numbers, never a text or an address of a post.

What cannot be put there fails nothing: the facts are in our own database.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from prefect.artifacts import create_link_artifact, create_table_artifact

from flows.steps import reporting
from flows.work.context import WorkerContext
from store.accounts import accounts, locks, platform_locks
from store.crises import find
from store.messages import messages

Row = dict[str, str | int | float | None]


def delivery_table(worker: WorkerContext, message_id: str) -> None:
    """How the message has fared at each channel."""

    def rows() -> list[Row]:
        found = messages.show(worker.ctx, message_id).deliveries
        return [{"account": d.account_id, "status": d.status.value, "attempts": d.attempts} for d in found]

    _table(f"message-{message_id}", "Deliveries of a message", rows)


def lock_table(worker: WorkerContext, crisis_id: str) -> None:
    """Which account is locked, how far, and whether its unit leader has confirmed."""

    def rows() -> list[Row]:
        exercise = find.show(worker.ctx, crisis_id).exercise
        platform = {s.account.id: s.platform_lock for s in accounts.statuses(worker.ctx, sandbox=exercise)}
        return [
            {
                "account": account_id,
                "lock": lock.mode.value,
                "platform": (found := platform.get(account_id)) and found.value,
                "confirmed": "yes" if lock.confirmed_at else "no",
            }
            for account_id, lock in locks.of_crisis(worker.ctx, crisis_id).items()
        ]

    _table(f"locks-{crisis_id}", "The locks of a crisis", rows)


def platform_lock_table(worker: WorkerContext, lock_id: str) -> None:
    with suppress(Exception):
        lock_table(worker, platform_locks.crisis_of(worker.ctx, lock_id))


def measures(worker: WorkerContext, crisis_id: str) -> None:
    """Seconds from the setting up of the staff, and counts, as the report has them."""

    def rows() -> list[Row]:
        found = reporting.measures(worker, crisis_id)
        shown = found.model_dump(mode="json") if found else {}
        return [{"measure": n, "value": v} for n, v in shown.items() if v is None or isinstance(v, int | float)]

    _table(f"measures-{crisis_id}", "Seconds and counts", rows)


def link_to_desk(worker: WorkerContext, crisis_id: str) -> None:
    _link(f"desk-{crisis_id}", worker.settings.desk_url, "The desk")


def link_to_report(worker: WorkerContext, crisis_id: str) -> None:
    _link(f"report-{crisis_id}", f"{worker.settings.desk_url}/evaluation/{crisis_id}", "The report")


def _table(key: str, what: str, rows: Callable[[], Sequence[Row]]) -> None:
    with suppress(Exception):
        create_table_artifact(key=key, table=list(rows()), description=what)


def _link(key: str, address: str, what: str) -> None:
    with suppress(Exception):
        create_link_artifact(key=key, link=address, link_text=what)
