"""A real Bluesky server (@atproto/pds with its own directory of identities) on loopback."""

import os
import secrets
import subprocess
import tempfile
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx

from tests.servers.ports import free_port

HERE = Path(__file__).parent / "pds_node"
INSTALLED = Path(__file__).parent.parent.parent / "build" / "pds"
HANDLE, ADMIN = "kommune.test", "admin-ord"


class PdsServer:
    """One account, `kommune.test`, with a main password and an app password."""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="pds-")
        self._process: subprocess.Popen[str] | None = None
        self.password = "hoved-ord"
        self.app_password = ""
        self.did = ""

    def __enter__(self) -> "PdsServer":
        assert (INSTALLED / "node_modules").is_dir(), "run `make test-tools` first: the Bluesky server is not installed"
        self._process = subprocess.Popen(
            ["node", "run.js"],
            cwd=INSTALLED,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._wait(self._process)
        made = self.call("createAccount", {"handle": HANDLE, "email": "a@kk.example", "password": self.password})
        self.did, token = made["did"], made["accessJwt"]
        self.app_password = self.call("createAppPassword", {"name": "krisekanal"}, token)["password"]
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(10)
        self._folder.cleanup()

    @property
    def at(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"krisebluesky://{HANDLE}/?password={self.app_password}&at=http%3A%2F%2F127.0.0.1%3A{self.port}"

    def call(self, name: str, body: dict[str, Any] | None, token: str = "", namespace: str = "server") -> Any:
        """What the server's own people, or another program, do."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = httpx.post(f"{self.at}/xrpc/com.atproto.{namespace}.{name}", json=body, headers=headers, timeout=120)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def login(self, password: str | None = None) -> str:
        """An access token, as the account's owner gets in an app."""
        return str(
            self.call("createSession", {"identifier": HANDLE, "password": password or self.password})["accessJwt"]
        )

    def records(self) -> dict[str, Any]:
        """Address to post, of all that stands there."""
        asked = {"repo": self.did, "collection": "app.bsky.feed.post", "limit": "100"}
        answer = httpx.get(f"{self.at}/xrpc/com.atproto.repo.listRecords", params=asked, timeout=120)
        return {record["uri"]: record["value"] for record in answer.json()["records"]}

    def _wait(self, process: "subprocess.Popen[str]") -> None:
        ready, told = Event(), []

        def read() -> None:
            for line in process.stdout or ():
                told.append(line)
                if line.strip() == "ready":
                    ready.set()

        Thread(target=read, daemon=True).start()
        assert ready.wait(120), "".join(told)

    def _environment(self) -> dict[str, str]:
        folder = Path(self._folder.name)
        (folder / "blobs").mkdir()
        directory = str(free_port())
        return {
            **os.environ,
            "PLC_PORT": directory,
            "PDS_DID_PLC_URL": f"http://localhost:{directory}",
            "LOG_ENABLED": "false",
            "PDS_DEV_MODE": "true",
            "PDS_HOSTNAME": "localhost",
            "PDS_PORT": str(self.port),
            "PDS_DATA_DIRECTORY": str(folder),
            "PDS_BLOBSTORE_DISK_LOCATION": str(folder / "blobs"),
            "PDS_JWT_SECRET": secrets.token_hex(16),
            "PDS_ADMIN_PASSWORD": ADMIN,
            "PDS_INVITE_REQUIRED": "false",
            "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX": secrets.token_hex(32),
            "PDS_SERVICE_HANDLE_DOMAINS": ".test",
        }
