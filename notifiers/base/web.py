"""The one place where the HTTP library is imported: everything else says `web.Client`, `web.Response` (docs/adr/0011).

Authlib and Starlette have announced that they go over to `httpx2`. When we do, it is done here.
"""

from typing import Any

import httpx
from httpx import (
    URL,
    Auth,
    ConnectError,
    ConnectTimeout,
    HTTPError,
    InvalidURL,
    PoolTimeout,
    ProxyError,
    Request,
    Response,
    Timeout,
    UnsupportedProtocol,
)

from notifiers.base.deadline import SLOWEST, WHOLE, DeadlineBackend, within
from notifiers.base.reach import Allow

LOGGER = "httpx"
"""Name of the library's own logger."""

__all__ = [
    "LOGGER",
    "URL",
    "Auth",
    "Client",
    "ConnectError",
    "ConnectTimeout",
    "HTTPError",
    "InvalidURL",
    "PoolTimeout",
    "ProxyError",
    "Request",
    "Response",
    "Timeout",
    "UnsupportedProtocol",
    "post",
    "request",
]


class Client(httpx.Client):
    """As the library's, with a deadline for the whole of each request; `Timeout` is between two bytes.

    With `allow` every connection goes where that says, and through no proxy, which would look names up for itself.
    """

    def __init__(self, *, whole: float = WHOLE, allow: Allow | None = None, **kwargs: Any) -> None:
        if allow is not None:
            kwargs["transport"] = httpx.HTTPTransport()
        super().__init__(**kwargs)
        self._whole = whole
        for transport in (self._transport, *self._mounts.values()):
            if isinstance(transport, httpx.HTTPTransport):
                transport._pool._network_backend = DeadlineBackend(allow)

    def send(self, request: Request, **kwargs: Any) -> Response:
        size = int(request.headers.get("Content-Length") or 0)
        with within(self._whole + size / SLOWEST):
            return super().send(request, **kwargs)


def request(method: str, url: str | URL, *, timeout: Timeout, allow: Allow | None = None, **kwargs: Any) -> Response:
    """One request on a connection of its own."""
    with Client(timeout=timeout, allow=allow) as client:
        return client.request(method, url, **kwargs)


def post(url: str | URL, *, timeout: Timeout, **kwargs: Any) -> Response:
    return request("POST", url, timeout=timeout, **kwargs)
