"""Flows are seen in Prefect with their crisis as tag and ids as only parameters; with Prefect hanging, slow or gone all still works."""

import base64
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_whole_crisis import ESTABLISH
from tests.journeys.town import Town, eventually
from tests.servers.ports import free_port
from tests.servers.prefect_gate import PrefectGate

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@contextmanager
def program(town: Town, module: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with (town.data / f"{module}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module], env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Prefect:
    """Prefect's own HTTP interface, as its web page uses it."""

    def __init__(self, port: int, auth_file: Path) -> None:
        self.address = f"http://127.0.0.1:{port}/api"
        self._auth_file = auth_file

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        let_in = "Basic " + base64.b64encode(self._auth_file.read_bytes().strip()).decode()
        headers = {"Content-Type": "application/json", "Authorization": let_in}
        asked = urllib.request.Request(self.address + path, data, headers)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return json.load(answer)

    def alive(self) -> bool:
        try:
            return bool(self.ask("/health"))
        except OSError:
            return False

    def runs(self, crisis: str) -> list[dict[str, Any]]:
        return list(self.ask("/flow_runs/filter", {"flow_runs": {"tags": {"all_": [f"crisis:{crisis}"]}}}))

    def tasks(self, crisis: str) -> set[str]:
        found = self.ask("/task_runs/filter", {"flow_runs": {"tags": {"all_": [f"crisis:{crisis}"]}}})
        return {run["name"] for run in found}


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_with_prefect_hanging_slow_and_dead(town: Town) -> None:
    """The worker and the schedules find Prefect at the gate; what Prefect shows is asked behind it."""
    port = free_port()
    prefect = Prefect(port, town.data / "prefect.auth")
    environment = town.environment | {"KRISEKANAL_PREFECT": "on", "KRISEKANAL_PREFECT_PORT": str(port)}
    with program(town, "flows.runtime.prefect_server", environment) as server, PrefectGate(port) as gate:
        eventually(prefect.alive, 180)
        environment |= {"KRISEKANAL_PREFECT_PORT": str(gate.port)}
        with program(town, "flows.runtime.worker", environment), program(town, "flows.schedules", environment):
            eventually(lambda: _said(town, "prefect.answers") == 1, 180)
            crisis = _crisis(town, lambda crisis: eventually(lambda: "read mastodon" in prefect.tasks(crisis), 180))
            _prefect_tells_the_story(prefect, crisis)
            _schedules_are_seen(prefect)
            _run_holds_it_now(town, prefect)
            _hanging(town, gate)
            _slow(town, gate, prefect)
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            assert not prefect.alive()
            _crisis(town)
    assert town.ok("log", "verify")["first_bad"] is None


def _said(town: Town, what: str) -> int:
    """How often the worker has said so: it tells when it begins and when it stops to hand over."""
    log = town.data / "flows.runtime.worker.log"
    return log.read_text().count(what) if log.exists() else 0


def _hanging(town: Town, gate: PrefectGate) -> None:
    """It says that it is well and answers nothing else: two events are late, then nobody waits any more."""
    answered, late = _said(town, "prefect.answers"), _said(town, "flow.late")
    gate.hang()
    told = len(town.smtp.messages)
    crisis = _crisis(town)
    eventually(lambda: len(town.smtp.messages) > told)
    assert gate.held > 0 and (town.data / "reports" / f"{crisis}.html").exists()
    assert _said(town, "flow.late") >= late + 2 and _said(town, "prefect.answers") == answered
    gate.open()
    eventually(lambda: _said(town, "prefect.answers") > answered)


def _slow(town: Town, gate: PrefectGate, prefect: Prefect) -> None:
    """What begins after its deadline ends as what it is."""
    answered = _said(town, "prefect.answers")
    gate.slow(3)
    crisis = _crisis(town)
    eventually(lambda: "done plainly" in {run["state_name"] for run in prefect.runs(crisis)})
    gate.open()
    eventually(lambda: _said(town, "prefect.answers") > answered)


def _crisis(town: Town, in_the_middle: Callable[[str], object] = lambda _crisis: None) -> str:
    """From the staff to the report, on the page, Mastodon and the console."""
    crisis = str(town.ok(*ESTABLISH, as_="kari")["id"])
    draft = town.ok("draft", "new", "--title", "Hemmelig ord", "--text", "Kok vannet i Lånke.", "--submit", as_="anne")
    message = town.approve(draft)
    assert message["status"] == "published"
    in_the_middle(crisis)
    town.ok("crisis", "stand-down", as_="kari")
    eventually(lambda: (town.data / "reports" / f"{crisis}.html").exists())
    return crisis


def _prefect_tells_the_story(prefect: Prefect, crisis: str) -> None:
    def names() -> set[str]:
        return {run["name"].split(" ")[0] for run in prefect.runs(crisis) if run["state_type"] == "COMPLETED"}

    eventually(lambda: {"establish", "route", "fan-out", "answer", "stand", "watch"} <= names(), 180)
    channels = {f"deliver {name}" for name in ("side", "epost", "mastodon", "varsling", "skjerm")}
    eventually(lambda: channels <= prefect.tasks(crisis), 180)
    told = json.dumps([run["parameters"] for run in prefect.runs(crisis)])
    for secret in ("Hemmelig", "Kok vannet", "mock_token", "krisemail", "http"):
        assert secret not in told


def _run_holds_it_now(town: Town, prefect: Prefect) -> None:
    """As the button in Prefect's own page does it; a crisis that is open keeps it from being held."""
    (plan,) = [d["id"] for d in prefect.ask("/deployments/filter", {}) if d["name"] == "kvartal"]

    def pressed() -> str:
        run = prefect.ask(f"/deployments/{plan}/create_flow_run", {})["id"]
        return str(
            eventually(
                lambda: (r := prefect.ask(f"/flow_runs/{run}"))["state_type"] == "COMPLETED" and r["state_name"], 180
            )
        )

    crisis = town.ok(*ESTABLISH, as_="kari")["id"]
    assert pressed() == "skipped"
    town.ok("crisis", "stand-down", as_="kari")
    assert pressed() == "held"
    (held,) = [c for c in town.ok("crisis", "list") if c["exercise"]]
    assert held["id"] != crisis and held["plan"].startswith("kvartal@run ")


def _schedules_are_seen(prefect: Prefect) -> None:
    def crons() -> list[str]:
        found = prefect.ask("/deployments/filter", {})
        return [s["schedule"]["cron"] for d in found for s in d["schedules"] if "cron" in s["schedule"]]

    assert eventually(crons, 180) == ["0 10 5 2,5,8,11 *"]
