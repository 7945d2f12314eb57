"""Flows: a crisis staff is set up. The accounts were locked with it, in one transaction; here it is looked after, account by
account, at the platforms too, until every unit leader has confirmed.
"""

from prefect import State, flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows import artifacts
from flows.steps import locks as steps
from flows.work.context import current_worker
from flows.work.once import ended, once, unsaid
from schemas.states import PlatformLockStatus
from store.approvals import reminders


@task(name="lock", task_run_name="lock {account_id}", cache_policy=NO_CACHE)
def lock(crisis_id: str, account_id: str) -> State[None]:
    """How far the lock reaches, as the ledger has it."""
    mode = unsaid(lambda: steps.reach(current_worker(), crisis_id, account_id))
    get_run_logger().info("%s: %s", account_id, mode or "not locked")
    return Completed(name=mode) if mode else Failed(name="not locked", message=account_id)


@task(name="call-out", task_run_name="call-out", cache_policy=NO_CACHE)
def call_out(crisis_id: str) -> State[None]:
    """The words to the staff and the unit leaders, written with the crisis; the worker sends each."""
    told = unsaid(lambda: steps.called_out(current_worker(), crisis_id))
    get_run_logger().info("notices written: %d", told)
    return Completed(name="called out", message=f"{told} notices")


@flow(
    name="establish-crisis",
    flow_run_name="set up {crisis_id}",
    task_runner=ThreadPoolTaskRunner(max_workers=16),  # type: ignore[arg-type]  # flow() is invariant in the runner's futures
)
def set_up_crisis_staff(crisis_id: str, event_id: str | None = None) -> State[None]:
    """Fails where an account is not locked: the desk is told by `check_locks`, whoever looks here sees which one."""
    state = once(event_id, lambda: steps.check_locks(current_worker(), crisis_id))
    expected = unsaid(lambda: steps.expected(current_worker(), crisis_id))
    locked = ended([lock.submit(crisis_id, account_id) for account_id in expected])
    ended([call_out.submit(crisis_id)])
    artifacts.lock_table(current_worker(), crisis_id)
    artifacts.link_to_desk(current_worker(), crisis_id)
    failed = sum(each.is_failed() for each in locked)
    return Failed(name="not all locked", message=f"{failed} of {len(locked)} accounts") if failed else state


@task(name="lock-at-platform", task_run_name="at the platform: {account_id}", cache_policy=NO_CACHE)
def at_platform(account_id: str, status: PlatformLockStatus) -> State[None]:
    get_run_logger().info("%s: %s", account_id, status.value)
    if status is PlatformLockStatus.FAILED:
        return Failed(name=status.value, message=f"{account_id}: locked by us, not at the platform")
    return Completed(name=status.value)


@flow(name="lock-at-platform", flow_run_name="lock at platform {lock_id}")
def lock_at_platform(lock_id: str, event_id: str | None = None) -> State[None]:
    """The worker asks the platform at once (docs/adr/0007); this shows how it ended."""
    once(event_id, lambda: None)
    account_id, status = unsaid(lambda: steps.at_platform(current_worker(), lock_id))
    (shown,) = ended([at_platform.submit(account_id, status)])
    artifacts.platform_lock_table(current_worker(), lock_id)
    return shown


@flow(name="chase-confirmations", flow_run_name="chase confirmations {crisis_id}")
def chase_confirmations(crisis_id: str, event_id: str | None = None) -> State[None]:
    """Reminders to the unit leaders who have not confirmed."""

    def named(missing: list[str]) -> State[None]:
        get_run_logger().info("not confirmed: %s", ", ".join(missing) or "none")
        return Completed(name="reminded" if missing else "all confirmed")

    return once(event_id, lambda: reminders.chase_confirmations(current_worker().ctx, crisis_id), named)
