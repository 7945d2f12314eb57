"""Prefect schedules, in a process of its own: `python -m flows.schedules`.

IT sees every exercise and the safety net in Prefect's own interface, with its next runs. The exercise flow
started here and the outbox row for the same occurrence are one and the same: whichever comes first holds it.
"""

import sys
from datetime import timedelta
from typing import Any

from config import log, texts
from config.municipality import load_municipality
from config.own_folder import keep_to_ourselves
from config.settings import load_settings
from flows.runtime import prefect_settings
from flows.runtime.probe import wait_for_prefect
from notifiers.platforms import PLATFORMS
from policy.exercises.times import with_anchor
from schemas.errors import KrisekanalError
from schemas.municipality import ExercisePlan, Municipality


def deployments(municipality: Municipality) -> list[Any]:
    """Prefect's own `RunnerDeployment`s: one per exercise plan, one for the safety net."""
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415  # once Prefect's settings are there

    from flows.scheduled import scheduled_exercise  # noqa: PLC0415  # it imports Prefect
    from flows.sweep import sweep  # noqa: PLC0415  # it imports Prefect

    zone = municipality.organisation.timezone
    found: list[Any] = [
        scheduled_exercise.to_deployment(
            name=plan.id,
            schedule=_schedule(plan, zone),
            parameters={"plan_id": plan.id},
            tags=["exercise"],
            description=plan.name,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for plan in municipality.exercises
    ]
    net = sweep.to_deployment(
        name="safety-net", interval=timedelta(minutes=15), entrypoint_type=EntrypointType.MODULE_PATH
    )
    return [*found, net]


def _schedule(plan: ExercisePlan, zone: str) -> Any:
    from prefect.schedules import Cron, RRule  # noqa: PLC0415  # once Prefect's settings are there

    return RRule(with_anchor(plan.rrule), timezone=zone) if plan.rrule else Cron(plan.cron or "", timezone=zone)


def main() -> int:
    """Returns when told to stop. Exit codes as in `schemas.errors`."""
    log.configure()
    try:
        settings = load_settings()
        keep_to_ourselves(settings)
        municipality = load_municipality(settings.municipality, PLATFORMS)
        prefect_settings.apply(settings)
    except KrisekanalError as error:
        print(texts.read(error.sentence), file=sys.stderr)  # noqa: T201  # the process' own last word
        return error.exit_code
    wait_for_prefect(settings)
    from prefect import serve  # noqa: PLC0415  # once its settings are there

    serve(*deployments(municipality), print_starting_message=False, pause_on_shutdown=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
