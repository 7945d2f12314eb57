"""The one place where the HTTP library is imported: everything else says `web.Client`, `web.Response` (docs/adr/0011).

Authlib and Starlette have announced that they go over to `httpx2`. When we do, it is done here.
"""

from httpx import (
    URL,
    Auth,
    Client,
    ConnectError,
    ConnectTimeout,
    HTTPError,
    PoolTimeout,
    Request,
    Response,
    Timeout,
    UnsupportedProtocol,
    post,
    request,
)

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
    "PoolTimeout",
    "Request",
    "Response",
    "Timeout",
    "UnsupportedProtocol",
    "post",
    "request",
]
