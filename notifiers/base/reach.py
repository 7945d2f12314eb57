"""What a name leads to, looked at before anything is sent there, and again by the very connection (DNS rebinding)."""

import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from policy.reach import Network, may_reach

Allow = Callable[[str, int], str]
"""Host and port to the address to connect to. Raises `OSError`."""


def resolved(host: str, port: int, networks: Sequence[Network], *, https: bool) -> str:
    """The first address of all that `host` has, every one of which may be reached. Raises `OSError`, also `PermissionError`.

    The system's own resolver reads every form of a number (decimal, hex, octal), as a connection would.
    """
    try:
        entries = socket.getaddrinfo(host.rstrip("."), port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise PermissionError(host) from None
    found = [str(entry[4][0]) for entry in entries]
    if not found or not all(may_reach(address, networks, https=https) for address in found):
        raise PermissionError(host)
    return found[0]


def guard(url: str, networks: Sequence[Network]) -> Allow:
    """For the connections of one request."""
    https = urlsplit(url).scheme.lower() == "https"
    return lambda host, port: resolved(host, port, networks, https=https)


def check(url: str, networks: Sequence[Network]) -> None:
    """Raises `PermissionError` where it leads somewhere it may not; a name that nobody knows yet may come to be (https)."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise PermissionError(url) from None
    try:
        guard(url, networks)(host, port)
    except socket.gaierror:
        if parts.scheme != "https":
            raise PermissionError(host) from None
