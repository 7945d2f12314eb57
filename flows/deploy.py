"""Our deployments, made in Prefect and brought up to date; those of exercise plans that are gone are removed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from prefect import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.sorting import DeploymentSort
from prefect.exceptions import ObjectNotFound

from config.machine.settings import Settings
from config.reading import scenario_library
from config.town.municipality import load_municipality
from flows import automations
from flows.deployments import EXERCISE, SAFETY_NET, deployments
from flows.runtime import pool
from flows.runtime.routes import Queue
from flows.scheduled import scheduled_exercise
from flows.sweep import sweep
from notifiers.platforms import PLATFORMS
from schemas.deployed import Deployed, DeployedState
from schemas.errors import PrefectUnavailable
from schemas.sentence import say

_AT_ONCE = 200
"""Deployments that one question is answered with: Prefect's own limit."""


def wanted(settings: Settings) -> list[Any]:
    """Raises `ConfigInvalid`."""
    scenarios = scenario_library.files(scenario_library.folders(settings.municipality))
    made = deployments(load_municipality(settings.municipality, PLATFORMS), sorted(scenarios))
    return [pool.placed(each, _queue(each)) for each in made] if settings.prefect == "pool" else made


def _queue(deployment: Any) -> Queue:
    """What a person has started is looked at by that person."""
    if deployment.name == SAFETY_NET:
        return Queue.BULK
    return Queue.CALM if EXERCISE in deployment.tags else Queue.URGENT


def deploy(settings: Settings) -> list[Deployed]:
    """As often as one likes. Raises `PrefectUnavailable`, `ConfigInvalid`."""
    asked = wanted(settings)
    try:
        with get_client(sync_client=True) as client:
            before = {one.name for one in _known(client, {each.flow_name or "" for each in asked})}
            if settings.prefect == "pool":
                pool.make(client)
        for each in asked:
            each.apply()
        beside = tidy(asked)
    except Exception as error:
        raise PrefectUnavailable(
            say(
                "Prefect did not take everything ({error}). What was made stays; try again.", error=type(error).__name__
            )
        ) from error
    return [*_told(asked, before), *beside]


def there() -> bool:
    """False where Prefect answers and has lost what we had made. Raises what its client raises."""
    with get_client(sync_client=True) as client:
        try:
            return bool(client.read_deployment_by_name(f"{sweep.name}/{SAFETY_NET}"))
        except ObjectNotFound:
            return False


def tidy(asked: Sequence[Any]) -> list[Deployed]:
    """Remove what stands for an exercise plan that is gone, and make our automations. Returns both."""
    kept = {each.name for each in asked}
    with get_client(sync_client=True) as client:
        gone = [d for d in _known(client, {scheduled_exercise.name}) if EXERCISE in d.tags and d.name not in kept]
        for each in gone:
            client.delete_deployment(each.id)
        made = list(automations.make(client))
    removed = [Deployed(name=f"{scheduled_exercise.name}/{d.name}", state=DeployedState.REMOVED) for d in gone]
    return [*removed, *made]


def _told(asked: Iterable[Any], before: set[str]) -> Iterator[Deployed]:
    for each in asked:
        state = DeployedState.KEPT if each.name in before else DeployedState.MADE
        yield Deployed(name=each.full_name, state=state)


def _known(client: Any, flow_names: set[str]) -> Iterator[Any]:
    """Every deployment of these flows."""
    ours, page = FlowFilter(name=FlowFilterName(any_=sorted(flow_names))), 0
    while found := client.read_deployments(
        flow_filter=ours, sort=DeploymentSort.NAME_ASC, limit=_AT_ONCE, offset=page * _AT_ONCE
    ):
        yield from found
        page += 1
