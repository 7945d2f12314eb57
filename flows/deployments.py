"""What people and schedules may start in Prefect's own interface, as code: `krisekanal up` and `krisekanal prefect deploy` make it.

A deployment's form is drawn by Prefect from the flow's parameters; what may be chosen in it is filled in here.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.schedules import Cron, Interval, RRule, Schedule
from prefect.types.entrypoint import EntrypointType

from config.language.texts import read
from flows.drill import drill
from flows.propose_crisis_staff import propose_crisis_staff
from flows.scheduled import scheduled_exercise
from flows.sweep import sweep
from flows.tell_operators import TELL, tell_operators
from flows.waiting import FLOW
from policy.exercises.times import with_anchor
from schemas.municipality import ExercisePlan, Municipality
from schemas.sentence import Sentence, say

EXERCISE = "exercise"
"""Tag of the deployments that stand for exercise plans."""
SAFETY_NET = "safety-net"
_QUARTERS = Interval(timedelta(minutes=15), anchor_date=datetime(2020, 1, 1, tzinfo=UTC))
"""Counted from the same moment each time it is deployed: the next run stays where it was."""
_ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
"""A run that comes while another one is under way is cancelled: the next one finds all that it would have found."""


def deployments(municipality: Municipality, scenarios: Sequence[str]) -> list[Any]:
    """Prefect's own `RunnerDeployment`s: one per exercise plan, a drill, a crisis staff, the safety net, what automations run."""
    zone = municipality.organisation.timezone
    net = _made(sweep, SAFETY_NET, schedule=_QUARTERS, concurrency_limit=_ONE_AT_A_TIME)
    language = municipality.organisation.language
    plans = [_of_plan(plan, zone) for plan in municipality.exercises]
    return [*plans, _drill(scenarios, language), _crisis_staff(language), net, _made(tell_operators, TELL)]


def _of_plan(plan: ExercisePlan, zone: str) -> Any:
    return _made(
        scheduled_exercise,
        plan.id,
        schedule=_schedule(plan, zone),
        parameters={"plan_id": plan.id},
        tags=[EXERCISE],
        description=plan.name,
        concurrency_limit=_ONE_AT_A_TIME,
    )


def _schedule(plan: ExercisePlan, zone: str) -> Schedule:
    return RRule(with_anchor(plan.rrule), timezone=zone) if plan.rrule else Cron(plan.cron or "", timezone=zone)


def _drill(scenarios: Sequence[str], language: str) -> Any:
    about = say("A drill of any scenario, now, in the sandbox. Not held while a crisis is open.")
    made = _made(drill, "drill", tags=[EXERCISE], description=read(about, language))
    made._parameter_openapi_schema.properties["scenario"]["enum"] = list(scenarios)
    return made


def _crisis_staff(language: str) -> Any:
    about = say(
        "Proposes a crisis staff. The chief executive and the deputies are told, and confirm it at the desk or set it aside; "
        "nothing is set up before. The run waits for that."
    )
    made = _made(propose_crisis_staff, FLOW, description=read(about, language))
    form = made._parameter_openapi_schema
    fields = form.definitions["Situation"]["properties"]
    for name, words in _FORM.items():
        fields[name]["title"] = read(words, language)
    form.properties["situation"]["title"] = read(say("The situation"), language)
    form.definitions["Severity"]["title"] = read(_FORM["severity"], language)
    return made


_FORM: dict[str, Sentence] = {
    "title": say("A few words everybody will know it by."),
    "what": say("What has happened."),
    "where": say("Where."),
    "severity": say("How severe, as CAP says it."),
}
"""What stands above each field of the form."""


def _made(flow: Flow[..., Any], name: str, **more: Any) -> Any:
    """By the module's name, so that it is the same wherever it runs."""
    return flow.to_deployment(name, entrypoint_type=EntrypointType.MODULE_PATH, **more)
