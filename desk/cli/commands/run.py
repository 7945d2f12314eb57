"""`krisekanal up` and `krisekanal worker`."""

import os
import socket
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from config import holder, ports
from desk.cli import preparing
from desk.cli.command import words
from desk.cli.desk import Desk
from desk.cli.folder_lock import FolderLock
from desk.cli.programs import programs
from desk.cli.supervisor import Supervisor
from policy.roles import chief_executives, editors
from schemas.errors import AlreadyRunning
from schemas.sentence import say
from store.identity import links, passwords
from store.opening import set_up
from store.outbox import workers


def up(
    desk: Desk,
    prefect: Annotated[
        bool, typer.Option("--prefect/--no-prefect", help=words(say("Start a Prefect server along.")))
    ] = True,
) -> None:
    run_all(desk, prefect=prefect and desk.settings.prefect != "off")


def run_all(desk: Desk, *, prefect: bool, at_each_look: Callable[[], object] = lambda: None) -> None:
    """Until it is told to stop. Raises `AlreadyRunning`, `ConfigInvalid`, `StoreUnavailable`."""
    settings = desk.settings
    lock = FolderLock(settings.data)
    ports.must_be_free(ports.of(settings, prefect=prefect and settings.prefect_is_ours))
    set_up(settings)
    preparing.prepare(desk)
    _first_logins(desk)
    Supervisor(programs(settings, prefect=prefect), lock).run(desk, at_each_look)


def _first_logins(desk: Desk) -> None:
    """As long as nobody has ever logged in: a link each for the chief executive and two editors, on IT's own screen."""
    if passwords.anyone(desk.ctx):
        return
    town = desk.ctx.municipality
    desk.tell(say("Nobody can log in yet. Give each person their own link (good for 24 hours, once):"))
    for person in (*chief_executives(town)[:1], *editors(town)[:2]):
        word = links.first(desk.ctx, desk.opened.vault, person.id)
        desk.tell(say("  {name}: {address}", name=person.name, address=f"{desk.settings.desk_url}/start/{word}"))
    desk.tell(say("Everybody else gets a letter: `krisekanal person invite`, or the page People."))


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
