"""mastodon-mock, the stateful stand-in for a Mastodon server, as a process of its own on loopback.

Each one is forked from the warm parent, so that every test has an empty server for a tenth of what a cold one costs.
"""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.servers.ports import free_port
from tests.servers.warm import Program

TOKEN = "mock_token"
_START = 90.0
_NOWHERE = Path(os.devnull)


class MastodonServer:
    """`url` is the Apprise address with the token of its one default account. `demo`: with Ada, who administers, and Grace."""

    def __init__(self, *, demo: bool = False) -> None:
        self.port = free_port()
        self._demo = ["--demo"] if demo else []
        self.token = "grace_token" if demo else TOKEN
        self.url = f"krisemastodon://{self.token}@127.0.0.1:{self.port}"

    def __enter__(self) -> "MastodonServer":
        words = ("serve", "--in-memory", "--host", "127.0.0.1", "--port", str(self.port), *self._demo)
        self._process = Program("mastodon_mock.__main__", words, dict(os.environ), _NOWHERE, _NOWHERE)
        deadline = time.monotonic() + _START
        while time.monotonic() < deadline:
            try:
                self.me = self.ask("GET", "/api/v1/accounts/verify_credentials")["id"]
                return self
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"mastodon-mock did not start: {self._process.poll()}")

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def statuses(self) -> list[dict[str, Any]]:
        """The account's own posts, newest first, every page of them."""
        found: list[dict[str, Any]] = []
        while True:
            before = f"&max_id={found[-1]['id']}" if found else ""
            page = self.ask("GET", f"/api/v1/accounts/{self.me}/statuses?limit=40{before}")
            if not page:
                return found
            found += page

    def fault(self, method: str, path: str, effect: dict[str, Any], remaining: int = 1) -> None:
        """The next `remaining` requests of this method to exactly this path. mastodon-mock ignores words it does not know."""
        body = {"match": {"methods": [method], "path": path}, "effect": effect, "count": remaining}
        rule = self.ask("POST", "/api/v1/_mock/faults", body)
        if rule["match"]["methods"] != [method] or rule["remaining"] != remaining:
            raise RuntimeError(f"mastodon-mock made another rule than asked for: {rule}")

    def clear_faults(self) -> None:
        self.ask("DELETE", "/api/v1/_mock/faults")

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """What others do there, by `token`; without one, our own account."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:  # our own server on loopback
            text = answer.read()
        return json.loads(text) if text else None
