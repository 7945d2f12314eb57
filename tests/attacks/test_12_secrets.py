"""Line 12: the documented way to store a secret is walked, for every secret that the docs name."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from config.machine.settings import Settings
from desk.app import make
from notifiers.facade import Channels, open_channels
from notifiers.platforms import PLATFORMS
from notifiers.standard_webhooks import sign
from schemas.identity.secret import RESERVED
from store.opening import Opened, open_context
from tests.desk.web.test_interface import API, CAP, WHSEC
from tests.servers import warm

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
ADDRESS = re.compile(r"echo '([^']+)'\s*\\?\s*\| krisekanal secret set (\w+)")
NAMED = re.compile(r"krisekanal secret set ([a-z]\w*)")
OTHERS = {"hook": WHSEC, "oidc": "GHk8~vEr.y1ong-SecretOfTheIssuer"}


def documented() -> dict[str, str]:
    """Name to what is stored under it: as the docs write it, or made here where they cannot show one."""
    texts = [path.read_text(encoding="utf-8") for path in DOCS]
    shown = {name: address for text in texts for address, name in ADDRESS.findall(text)}
    named = {name for text in texts for name in NAMED.findall(text)}
    return {name: shown.get(name) or OTHERS.get(name) or shown["smtp"] for name in sorted(named)}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KRISEKANAL_")}
    made = clean | {"KRISEKANAL_DATA": str(tmp_path_factory.mktemp("data")), "KRISEKANAL_PREFECT": "off"}
    assert warm.run("desk.cli.main", ["db", "upgrade"], made).returncode == 0
    return made


@pytest.fixture
def opened(environment: dict[str, str]) -> Iterator[tuple[Settings, Opened[Channels]]]:
    settings = Settings(data=Path(environment["KRISEKANAL_DATA"]), prefect="off")
    found = open_context(settings, lambda secret: open_channels(settings, secret), PLATFORMS)
    yield settings, found
    found.ctx.engine.dispose()


def test_the_docs_name_all_kinds() -> None:
    assert set(documented()) >= RESERVED | {"smtp", "mastodon"}


@pytest.mark.parametrize(("name", "given"), documented().items())
def test_it_is_stored_as_the_docs_say(
    environment: dict[str, str], opened: tuple[Settings, Opened[Channels]], name: str, given: str
) -> None:
    ran = warm.run("desk.cli.main", ["secret", "set", name, "--as", "kari"], environment, given + "\n")
    assert ran.returncode == 0, ran.stderr
    assert given not in ran.stdout + ran.stderr
    assert opened[1].vault.get(name) == given


def test_an_alert_signed_with_what_was_stored_is_taken(
    environment: dict[str, str], opened: tuple[Settings, Opened[Channels]]
) -> None:
    assert warm.run("desk.cli.main", ["secret", "set", "hook", "--as", "kari"], environment, WHSEC).returncode == 0
    body, stamp = CAP.format(id="met-1", status="Actual"), int(time.time())
    headers = {
        "webhook-id": "msg-1",
        "webhook-timestamp": str(stamp),
        "content-type": "application/cap+xml",
        "webhook-signature": sign(WHSEC, "msg-1", stamp, body),
    }
    desk = TestClient(make(*opened), base_url="http://127.0.0.1:8000")
    assert desk.post(f"{API}/hooks/proposals", content=body.encode(), headers=headers).status_code == 202


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("hook", "krisemails://user:hunter2@smtp.example.org/?from=a@b.no"),
        ("hook", "whsec_hunter2"),
        ("hook", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"),
        ("oidc", "hunter2"),
        ("oidc", "to ord med hunter2"),
        ("smtp", "hunter2"),
        ("smtp", WHSEC),
    ],
)
def test_what_it_is_not_for_is_refused_and_not_repeated(environment: dict[str, str], name: str, wrong: str) -> None:
    ran = warm.run("desk.cli.main", ["secret", "set", name, "--as", "kari"], environment, wrong + "\n")
    assert ran.returncode != 0
    assert wrong not in ran.stdout + ran.stderr and "hunter2" not in ran.stdout + ran.stderr
