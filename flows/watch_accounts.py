"""Flows: one look at every watched account, a task for each; a post that is not ours is taken down."""

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.steps import watch_accounts as steps
from flows.work.context import current_worker
from flows.work.once import ended, once, unsaid
from schemas.states import ForeignStatus
from store.monitoring import looks


@task(name="read-account", task_run_name="read {account_id}", cache_policy=NO_CACHE)
def read_account(account_id: str) -> int:
    return unsaid(lambda: steps.read(current_worker(), account_id))


@flow(
    name="watch-accounts",
    flow_run_name="watch accounts {tick}",
    task_runner=ThreadPoolTaskRunner(max_workers=16),  # type: ignore[arg-type]  # flow() is invariant in the runner's futures
)
def watch_accounts(tick: int, event_id: str | None = None) -> State[None]:
    return once(event_id, lambda: _look(tick))


@task(name="retract", task_run_name="take down at {account_id}", cache_policy=NO_CACHE)
def taken_down(account_id: str, status: ForeignStatus) -> State[None]:
    gone = status is ForeignStatus.RETRACTED
    return Completed(name=status.value) if gone else Failed(name=status.value, message=account_id)


@flow(name="retract-foreign-post", flow_run_name="take down {foreign_id}")
def retract_foreign_post(foreign_id: str, event_id: str | None = None) -> State[None]:
    """The worker asks the platform at once; this shows how it ended."""
    once(event_id, lambda: None)
    account_id, status = unsaid(lambda: steps.how_it_ended(current_worker(), foreign_id))
    (shown,) = ended([taken_down.submit(account_id, status)])
    return shown


def _look(tick: int) -> None:
    chosen = looks.begin(current_worker().ctx, tick)
    if chosen is not None:
        ended([read_account.submit(account_id) for account_id in chosen])
        looks.end(current_worker().ctx, tick)
