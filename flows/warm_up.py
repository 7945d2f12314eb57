"""Flow: nothing, once, so that the first real one is quick."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait


@task(name="warm-up", cache_policy=NO_CACHE)
def nothing() -> None:
    return None


@flow(name="warm-up", flow_run_name="warm-up")
def warm_up() -> None:
    wait([nothing.submit()])
