"""`krisekanal up` and `krisekanal worker`."""

import os
import socket
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from config.machine import holder, ports
from config.machine.folder_lock import FolderLock
from desk.cli.command import words
from desk.cli.desk import Desk
from desk.cli.running import first_links, machine, preparing
from desk.cli.running.programs import programs
from desk.cli.running.supervisor import Supervisor
from schemas.errors import AlreadyRunning
from schemas.sentence import say
from store import opening
from store.identity import passwords
from store.outbox import workers


def up(
    desk: Desk,
    prefect: Annotated[
        bool, typer.Option("--prefect/--no-prefect", help=words(say("Start a Prefect server along.")))
    ] = True,
) -> None:
    run_all(desk, prefect=prefect and desk.settings.prefect != "off", said_first=_lacking)


def run_all(
    desk: Desk,
    *,
    prefect: bool,
    at_each_look: Callable[[], object] = lambda: None,
    said_first: Callable[[Desk], object] = lambda _desk: None,
) -> None:
    """Until it is told to stop. Raises `AlreadyRunning`, `ConfigInvalid`, `StoreUnavailable`."""
    settings = desk.settings
    lock = FolderLock(settings.data)
    ports.must_be_free(ports.of(settings, prefect=prefect and settings.prefect_is_ours))
    opening.set_up(settings)
    preparing.prepare(desk)
    said_first(desk)
    if not passwords.anyone(desk.ctx):
        for sentence in first_links.sentences(desk):
            desk.tell(sentence)
    Supervisor(programs(settings, prefect=prefect), lock).run(desk, at_each_look)


def _lacking(desk: Desk) -> None:
    for found in machine.lacking(desk.settings, desk.ctx.municipality):
        desk.tell(say("Heed: {what}", what=found.sentence))


def worker(
    desk: Desk,
    beside: Annotated[bool, typer.Option("--beside", help=words(say("One more, beside those at work.")))] = False,
) -> None:
    """A second one is wanted by whoever says so (docs/scale.md); else it is a slip, and would only be in the way."""
    at_work = [w for w in workers.at_work(desk.ctx) if w.host == socket.gethostname() and holder.began(w.pid)]
    if at_work and not beside:
        raise AlreadyRunning(
            say(
                "A worker is at work here already (process {pid}, since {since}). For one more, write --beside.",
                pid=str(at_work[0].pid),
                since=at_work[0].started_at,
            )
        )
    os.execv(sys.executable, [sys.executable, "-m", "flows.runtime.worker"])  # noqa: S606  # becomes the worker
