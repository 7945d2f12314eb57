"""Flows: what others write is read, a task for each account that is due; one remark is hidden, shown or removed."""

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner

from flows.steps import dialogue as steps
from flows.work.context import current_worker
from flows.work.once import ended, once, unsaid


@task(name="read-remarks", task_run_name="read {account_id}", cache_policy=NO_CACHE)
def read_remarks(account_id: str) -> int:
    return unsaid(lambda: steps.read(current_worker(), account_id))


@flow(
    name="dialogue",
    flow_run_name="dialogue {tick}",
    task_runner=ThreadPoolTaskRunner(max_workers=16),  # type: ignore[arg-type]  # flow() is invariant in the runner's futures
)
def dialogue(tick: int, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: _look(tick))


@flow(name="hide-remark", flow_run_name="hide {remark_id}")
def hide_remark(remark_id: str, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: unsaid(lambda: steps.hide(current_worker(), remark_id)))


def _look(tick: int) -> None:
    ended([read_remarks.submit(account_id) for account_id in steps.begin(current_worker(), tick)])
