"""What runs the deployments, in a process of its own: `python -m flows.schedules`.

IT sees every exercise and the safety net in Prefect's own interface, with its next runs, and starts what may be started there.
The exercise flow started here and the outbox row for the same occurrence are one and the same: whichever comes first holds it.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from config.language import texts
from config.machine.own_folder import keep_to_ourselves
from config.machine.settings import Settings, load_settings
from config.process import log
from config.reading import scenario_library
from config.town.municipality import load_municipality
from flows.runtime import prefect_settings
from flows.runtime.probe import wait_for_prefect
from notifiers.platforms import PLATFORMS
from schemas.errors import KrisekanalError

told = structlog.get_logger()
_LOOK = 15.0
"""Seconds between two looks at the municipality file and the scenarios."""


def main() -> int:
    """Returns when told to stop. Exit codes as in `schemas.errors`."""
    log.configure()
    try:
        settings = load_settings()
        log.configure(settings.log)
        keep_to_ourselves(settings)
        load_municipality(settings.municipality, PLATFORMS)
        prefect_settings.apply(settings)
    except KrisekanalError as error:
        print(texts.read(error.sentence), file=sys.stderr)  # noqa: T201  # the process' own last word
        return error.exit_code
    _own_temporary_folder(settings)
    wait_for_prefect(settings)
    from prefect.exceptions import TerminationSignal  # noqa: PLC0415  # once Prefect's settings are there

    try:
        asyncio.run(_serve(settings))
    except (KeyboardInterrupt, TerminationSignal):
        told.info("schedules.stopped")
    return 0


def _own_temporary_folder(settings: Settings) -> None:
    """Prefect's runner makes its folder in the temporary one under a name that every user of the machine shares."""
    folder = settings.data / "prefect" / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


async def _serve(settings: Settings) -> None:
    """Where there is a work pool, its workers run them, and they are only kept up to date here."""
    from flows import deploy  # noqa: PLC0415  # it imports Prefect, and wants its settings

    if settings.prefect == "pool":
        await _follow(settings, None, lambda: asyncio.to_thread(deploy.deploy, settings))
    else:
        await _serve_here(settings)


async def _serve_here(settings: Settings) -> None:
    from prefect.runner import Runner  # noqa: PLC0415  # once Prefect's settings are there

    runner = Runner(pause_on_shutdown=False)
    known = _looks(settings)
    await _register(runner, settings)
    watching = asyncio.create_task(_follow(settings, known, lambda: _register(runner, settings)))
    try:
        await runner.start()
    finally:
        watching.cancel()


async def _follow(settings: Settings, known: object, register: Callable[[], Awaitable[object]]) -> None:
    """What has changed in the municipality file is there soon, as for the worker; a faulty file changes nothing.

    A Prefect that has lost everything gets it again.
    """
    from flows import deploy  # noqa: PLC0415  # it imports Prefect

    while True:
        found = _looks(settings)
        try:
            if found != known or not await asyncio.to_thread(deploy.there):
                await register()
                known = found
        except Exception as error:
            told.warning("deployments.not_made", error=type(error).__name__)
        await asyncio.sleep(_LOOK)


async def _register(runner: Any, settings: Settings) -> None:
    """Every deployment is ours to run from now on."""
    from flows import deploy  # noqa: PLC0415  # it imports Prefect

    wanted = await asyncio.to_thread(deploy.wanted, settings)  # in a loop, Prefect would make coroutines of them
    for made in wanted:
        await runner.aadd_deployment(made)
    await asyncio.to_thread(deploy.tidy, wanted)


def _looks(settings: Settings) -> tuple[object, ...]:
    """Changes when a plan or a scenario may have."""
    scenarios = scenario_library.files(scenario_library.folders(settings.municipality))
    try:
        found = settings.municipality.stat()
    except OSError:
        return (None, *scenarios)
    return (found.st_mtime_ns, found.st_size, *scenarios)


if __name__ == "__main__":
    sys.exit(main())
