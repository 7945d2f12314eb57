"""Our deployments made in Prefect, once: `python -m flows.prefect_deploy`, which `krisekanal prefect deploy` starts.

Its standard output is one line of JSON: what is there now, or the sentence of what stood in its way.
"""

import json
import sys

from config.machine.own_folder import keep_to_ourselves
from config.machine.settings import load_settings
from config.process import log
from flows.runtime import prefect_settings
from flows.runtime.probe import must_answer
from schemas.deployed import Deployed
from schemas.errors import KrisekanalError


def main() -> int:
    """Exit codes as in `schemas.errors`."""
    log.configure()
    try:
        made = _deploy()
    except KrisekanalError as error:
        print(error.sentence.model_dump_json())  # noqa: T201  # for whoever started us
        return error.exit_code
    print(json.dumps([each.model_dump(mode="json") for each in made]))  # noqa: T201  # for whoever started us
    return 0


def _deploy() -> list[Deployed]:
    settings = load_settings()
    keep_to_ourselves(settings)
    prefect_settings.apply_to_worker(settings)
    must_answer(settings)
    from flows.deploy import deploy  # noqa: PLC0415  # once Prefect's settings are there

    return deploy(settings)


if __name__ == "__main__":
    sys.exit(main())
