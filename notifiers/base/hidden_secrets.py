"""Secrets that a platform wants in the address: put there as a request leaves, where no log and no error looks.

httpx writes every address to its log and keeps it in its errors. Both see `request.url`; what travels is `target`.
"""

from collections.abc import Callable

from notifiers.base import web


def hide(client: web.Client, target: Callable[[bytes], bytes]) -> None:
    """From now on `target` turns each request's path and query into what is asked for in truth."""

    def put(request: web.Request) -> None:
        request.extensions["target"] = target(request.url.raw_path)

    client.event_hooks = {"request": [put]}
