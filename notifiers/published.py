"""What lies at the address of the public page, as a stranger sees it."""

from urllib.parse import urlsplit

from notifiers.base import web
from policy.reach import is_this_machine

_MOST = 100_000
"""Bytes."""
_PATIENCE = web.Timeout(5.0)


def fetch(public_url: str, name: str) -> bytes | None:
    """None where nothing answers, and where the address is this machine's own: that shows our own folder."""
    if is_this_machine(urlsplit(public_url).hostname or ""):
        return None
    try:
        answer = web.request("GET", f"{public_url}/{name}", timeout=_PATIENCE)
    except (web.HTTPError, OSError):
        return None
    return answer.content if answer.status_code == 200 and len(answer.content) <= _MOST else None


def answers(port: int, path: str, host: str = "") -> bool:
    """Whether a program on this machine says that all is well, asked by the name it goes by."""
    try:
        headers = {"Host": host} if host else {}
        return web.request("GET", f"http://127.0.0.1:{port}{path}", timeout=_PATIENCE, headers=headers).is_success
    except (web.HTTPError, OSError):
        return False
