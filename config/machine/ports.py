"""The ports our programs answer on, looked at before anything starts."""

import socket
from collections.abc import Mapping

from config.machine import holder
from config.machine.settings import Settings
from config.reading.explain import joined
from schemas.errors import AlreadyRunning, ConfigInvalid
from schemas.sentence import Sentence, say

HOST = "127.0.0.1"
DESK, PAGE, PREFECT = "KRISEKANAL_DESK_PORT", "KRISEKANAL_PAGE_PORT", "KRISEKANAL_PREFECT_PORT"
SIGNUP = "KRISEKANAL_SIGNUP_PORT"


def of(settings: Settings, *, prefect: bool) -> dict[str, int]:
    """Setting to port, of what `up` starts. Raises `ConfigInvalid` where two settings name the same one."""
    wanted = {DESK: settings.desk_port, PAGE: settings.page_port}
    wanted |= {SIGNUP: settings.signup_port} if settings.signup_url else {}
    wanted |= {PREFECT: settings.prefect_port} if prefect else {}
    twice = sorted(name for name, port in wanted.items() if list(wanted.values()).count(port) > 1)
    if twice:
        raise ConfigInvalid(
            say(
                "{names} name the same port ({port}). Give each its own.",
                names=", ".join(twice),
                port=wanted[twice[0]],
            )
        )
    return wanted


def must_be_free(wanted: Mapping[str, int]) -> None:
    """Raises `AlreadyRunning` with every port that is taken, by whom, and which setting names another."""
    taken = [_told(name, port) for name, port in wanted.items() if not _free(port)]
    if taken:
        raise AlreadyRunning(joined(taken))


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as uvicorn does: what just ended is no hindrance
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def _told(name: str, port: int) -> Sentence:
    found = holder.of_port(port)
    if found.pid is None or found.since is None:
        return say(
            "Port {port} is taken by a program of another user. Stop it, or name another port: {name}.",
            port=str(port),
            name=name,
        )
    return say(
        "Port {port} is taken by process {pid}, since {since}. Stop it, or name another port: {name}.",
        port=str(port),
        pid=str(found.pid),
        since=found.since,
        name=name,
    )
