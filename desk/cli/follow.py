"""Following a message out to its channels, with progress for people and a whole answer for programs."""

import sys
import time

from rich.live import Live

from desk.cli.command import CommandResult
from desk.cli.desk import Desk
from desk.cli.output import pages, show
from schemas.errors import NotifierError
from schemas.messages.message import Message
from schemas.states import DeliveryStatus
from store.messages import messages

_MOVING = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
_LOOK = 0.1


def follow(desk: Desk, message_id: str, seconds: float) -> Message | CommandResult:
    """Until every delivery is settled or the time is up. Exit code 7 if any failed or is uncertain."""
    found = messages.show(desk.ctx, message_id)
    if seconds <= 0:
        return found
    if desk.as_json or not sys.stderr.isatty():
        found = _wait(desk, message_id, seconds, None)
    else:
        with Live(pages.deliveries_table(found), console=show.err, transient=True, refresh_per_second=10) as live:
            found = _wait(desk, message_id, seconds, live)
    return CommandResult(found, NotifierError.exit_code) if _incomplete(found) else found


def _wait(desk: Desk, message_id: str, seconds: float, live: Live | None) -> Message:
    deadline = time.monotonic() + seconds
    while True:
        found = messages.show(desk.ctx, message_id)
        if live:
            live.update(pages.deliveries_table(found))
        if not any(d.status in _MOVING for d in found.deliveries) or time.monotonic() > deadline:
            return found
        time.sleep(_LOOK)


def _incomplete(found: Message) -> bool:
    return any(d.status is not DeliveryStatus.DELIVERED for d in found.deliveries)
