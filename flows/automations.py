"""What Prefect does by itself when something goes wrong there: it runs our own small deployment, which tells people.

So no address and no password has to lie in Prefect (docs/adr/0013). Each is found again by its name.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from prefect.automations import AutomationCore, EventTrigger, Posture, RunDeployment
from prefect.client.orchestration import SyncPrefectClient

from flows.fan_out import fan_out
from flows.scheduled import scheduled_exercise
from flows.tell_operators import TELL
from schemas.deployed import Deployed, DeployedState
from schemas.monitoring.trouble import Trouble

_NAMES = {
    Trouble.RUN_CRASHED: "Krisekanal: a run crashed",
    Trouble.EXERCISE_LATE: "Krisekanal: an exercise is late",
    Trouble.CHANNEL_FAILED: "Krisekanal: a channel failed",
}
_SEEN: dict[Trouble, tuple[str, dict[str, str], str]] = {
    Trouble.RUN_CRASHED: ("prefect.flow-run.*", {"prefect.state-type": "CRASHED"}, f"!{TELL}"),
    Trouble.EXERCISE_LATE: ("prefect.flow-run.Late", {}, scheduled_exercise.name),
    Trouble.CHANNEL_FAILED: ("prefect.flow-run.*", {"prefect.state-type": "FAILED"}, fan_out.name),
}
"""Event, what its run is like, the name of its flow. What tells is not told of: it could go on for ever."""


def make(client: SyncPrefectClient) -> Iterator[Deployed]:
    """One that is there is brought up to date; whether IT has switched it off stays as IT has it."""
    deployment = client.read_deployment_by_name(f"{TELL}/{TELL}").id
    for trouble, name in _NAMES.items():
        wanted, known = _automation(trouble, deployment), client.read_automations_by_name(name)
        for one in known[:1]:
            client.update_automation(one.id, wanted.model_copy(update={"enabled": one.enabled}))
        if not known:
            client.create_automation(wanted)
        yield Deployed(name=name, state=DeployedState.KEPT if known else DeployedState.MADE)


def _automation(trouble: Trouble, deployment: Any) -> AutomationCore:
    event, run, flow = _SEEN[trouble]
    trigger = EventTrigger(
        expect={event},
        match={"prefect.resource.id": "prefect.flow-run.*", **run},
        match_related={"prefect.resource.role": "flow", "prefect.resource.name": flow},
        posture=Posture.Reactive,
        threshold=1,
        within=timedelta(0),
    )
    told = {"trouble": trouble.value, "run_id": {"__prefect_kind": "jinja", "template": "{{ flow_run.id|string }}"}}
    action = RunDeployment(source="selected", deployment_id=deployment, parameters=told)
    return AutomationCore(name=_NAMES[trouble], description=_ABOUT, trigger=trigger, actions=[action])


_ABOUT = "Made by Krisekanal: those who keep the system get a notice (docs/prefect.md)."
