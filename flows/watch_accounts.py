"""Flow: one look at every watched account, a task for each."""

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait
from prefect.task_runners import ThreadPoolTaskRunner

from flows.context import current_worker
from flows.once import once
from flows.steps import watch_accounts as steps
from store.monitoring import looks


@task(name="read-account", task_run_name="read {account_id}", cache_policy=NO_CACHE)
def read_account(account_id: str) -> int:
    return steps.read(current_worker(), account_id)


@flow(
    name="watch-accounts",
    flow_run_name="watch accounts {tick}",
    task_runner=ThreadPoolTaskRunner(max_workers=16),  # type: ignore[arg-type]  # flow() is invariant in the runner's futures
)
def watch_accounts(tick: int, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: _look(tick))


def _look(tick: int) -> None:
    chosen = looks.begin(current_worker().ctx, tick)
    if chosen is not None:
        wait([read_account.submit(account_id) for account_id in chosen])
        looks.end(current_worker().ctx, tick)
