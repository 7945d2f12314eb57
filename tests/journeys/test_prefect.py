"""Flows are seen in Prefect with their crisis as tag and ids as only parameters; with Prefect hanging, slow or gone all still works."""

import base64
import json
import os
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from config.machine.settings import Settings
from tests.journeys.test_whole_crisis import ESTABLISH
from tests.journeys.town import Town, eventually
from tests.servers import programs
from tests.servers.ports import free_port
from tests.servers.prefect import server as prefect_server
from tests.servers.prefect_gate import PrefectGate

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]


def program(town: Town, module: str, environment: dict[str, str]) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return programs.program(module, environment, town.data / f"{module}.log")


def started(town: Town, port: int) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Prefect's server there, with what `town` keeps of it."""
    environment = town.environment | {"KRISEKANAL_PREFECT": "on", "KRISEKANAL_PREFECT_PORT": str(port)}
    return prefect_server(Settings(data=town.data, prefect_port=port), environment, town.data / "prefect.log")


class Prefect:
    """Prefect's own HTTP interface, as its web page uses it."""

    def __init__(self, port: int, auth_file: Path) -> None:
        self.address = f"http://127.0.0.1:{port}/api"
        self._auth_file = auth_file

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """On a busy machine its SQLite is locked for long, and it says 503 or nothing: asked again, as its own client and pages do."""
        return eventually(lambda: self._asked(path, body))[0]

    def _asked(self, path: str, body: dict[str, Any] | None) -> list[Any]:
        data = json.dumps(body).encode() if body is not None else None
        let_in = "Basic " + base64.b64encode(self._auth_file.read_bytes().strip()).decode()
        headers = {"Content-Type": "application/json", "Authorization": let_in}
        asked = urllib.request.Request(self.address + path, data, headers)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return [json.load(answer)]
        except TimeoutError:
            return []
        except urllib.error.HTTPError as refused:
            if refused.code != 503:
                raise
            return []

    def alive(self) -> bool:
        try:
            return bool(self._asked("/health", None))
        except OSError:
            return False

    def runs(self, crisis: str) -> list[dict[str, Any]]:
        return list(self.ask("/flow_runs/filter", {"flow_runs": {"tags": {"all_": [f"crisis:{crisis}"]}}}))

    def states(self, crisis: str) -> dict[str, list[str]]:
        """First word of the run's name to the states of the runs so named."""
        found: dict[str, list[str]] = {"crisis": [], "draft": []}
        for run in self.runs(crisis):
            found.setdefault(run["name"].split(" ")[0], []).append(run["state_name"])
        return found

    def ever(self, crisis: str) -> dict[str, set[str]]:
        """The same with every state that they have been in: where its answer is late, Prefect writes its own timeout over how a
        run has ended."""
        found: dict[str, set[str]] = {}
        for run in self.runs(crisis):
            been = {state["name"] for state in self.ask(f"/flow_run_states/?flow_run_id={run['id']}")}
            found.setdefault(run["name"].split(" ")[0], set()).update(been)
        return found

    def parentless(self, crisis: str) -> list[str]:
        return [run["name"] for run in self.runs(crisis) if run["parent_task_run_id"] is None]

    def tasks(self, crisis: str) -> set[str]:
        found = self.ask("/task_runs/filter", {"flow_runs": {"tags": {"all_": [f"crisis:{crisis}"]}}})
        return {run["name"] for run in found}


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_with_prefect_hanging_slow_and_dead(town: Town) -> None:
    """The worker and the schedules find Prefect at the gate; what Prefect shows is asked behind it."""
    port = free_port()
    prefect = Prefect(port, town.data / "prefect.auth")
    environment = town.environment | {"KRISEKANAL_PREFECT": "on", "KRISEKANAL_PREFECT_PORT": str(port)}
    with started(town, port) as server, PrefectGate(port) as gate:
        environment |= {"KRISEKANAL_PREFECT_PORT": str(gate.port)}
        with program(town, "flows.runtime.worker", environment), program(town, "flows.schedules", environment):
            eventually(lambda: _said(town, "prefect.answers") == 1, 180)
            crisis = _crisis(
                town,
                lambda crisis: eventually(lambda: "read mastodon" in prefect.tasks(crisis), 180),
                lambda crisis: eventually(lambda: prefect.states(crisis)["draft"] == ["waiting for approval"], 180),
            )
            _prefect_tells_the_story(prefect, crisis)
            _one_parent(prefect, crisis)
            _tables_and_links(prefect, crisis)
            _no_word_of_ours(town)
            _schedules_are_seen(prefect)
            _run_holds_it_now(town, prefect)
            crisis = _hanging(town, gate)
            _shown_afterwards(prefect, crisis)
            eventually(lambda: {"deliver mastodon", "lock mastodon", "open mastodon"} <= prefect.tasks(crisis), 300)
            _slow(town, gate, prefect)
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            assert not prefect.alive()
            crisis = _crisis(town)
            _wipe(town)
            with started(town, port):
                _shown_afterwards(prefect, crisis)
    assert town.ok("log", "verify")["first_bad"] is None


def _said(town: Town, what: str) -> int:
    """How often the worker has said so."""
    log = town.data / "flows.runtime.worker.log"
    return log.read_text().count(what) if log.exists() else 0


def _hands_over(town: Town) -> bool:
    return _said(town, "prefect.answers") > _said(town, "prefect.left_out")


def _wipe(town: Town) -> None:
    """Prefect's whole memory."""
    for path in (town.data / "prefect").glob("prefect.db*"):
        path.unlink()


def _shown_afterwards(prefect: Prefect, crisis: str) -> None:
    """What was done without it is in its place there, and says who did it. A fan-out may have joined after all, however late.

    Its tasks come later, much later where it has been wiped: Prefect writes them down behind, and tries for long to write those of
    runs that are gone.
    """

    def shown() -> bool:
        if not prefect.alive():
            return False
        said = prefect.states(crisis)
        if said["crisis"] != ["stood down"] or said["draft"] != ["approved"]:
            return False
        ever = prefect.ever(crisis)  # asks once for each run
        plainly = {"set", "route", "answer", "stand"} <= {n for n, s in ever.items() if "done plainly" in s}
        joined = {"done plainly", "Completed"} & ever.get("fan-out", set())
        return plainly and bool(joined)

    eventually(shown, 600)
    assert prefect.parentless(crisis) == [f"crisis {crisis}"]


def _hanging(town: Town, gate: PrefectGate) -> str:
    """It says that it is well and answers nothing else: two events in a row are late, then nobody waits any more.

    On a busy machine the first of the two may have been late before, or both: then it has to be well again first.
    """
    eventually(lambda: _hands_over(town), 180)
    answered = _said(town, "prefect.answers")
    gate.hang()
    told = len(town.smtp.messages)
    crisis = _crisis(town)
    eventually(lambda: len(town.smtp.messages) > told)
    assert gate.held > 0 and (town.data / "reports" / f"{crisis}.html").exists()
    eventually(lambda: not _hands_over(town))
    assert _said(town, "prefect.answers") == answered
    gate.open()
    eventually(lambda: _hands_over(town))
    return crisis


def _slow(town: Town, gate: PrefectGate, prefect: Prefect) -> None:
    """What begins after its deadline ends as what it is."""
    gate.slow(3)
    crisis = _crisis(town)
    eventually(lambda: "done plainly" in {run["state_name"] for run in prefect.runs(crisis)})
    gate.open()
    eventually(lambda: _hands_over(town))


def _crisis(
    town: Town,
    in_the_middle: Callable[[str], object] = lambda _crisis: None,
    while_it_waits: Callable[[str], object] = lambda _crisis: None,
) -> str:
    """From the staff to the report, on the page, Mastodon and the console."""
    crisis = str(town.ok(*ESTABLISH, as_="kari")["id"])
    draft = town.ok("draft", "new", "--title", "Hemmelig ord", "--text", "Kok vannet i Lånke.", "--submit", as_="anne")
    while_it_waits(crisis)
    message = town.approve(draft)
    assert message["status"] == "published"
    in_the_middle(crisis)
    town.ok("crisis", "stand-down", as_="kari")
    eventually(lambda: (town.data / "reports" / f"{crisis}.html").exists())
    return crisis


def _prefect_tells_the_story(prefect: Prefect, crisis: str) -> None:
    def names() -> set[str]:
        return {run["name"].split(" ")[0] for run in prefect.runs(crisis) if run["state_type"] == "COMPLETED"}

    eventually(lambda: {"set", "route", "fan-out", "answer", "stand", "watch"} <= names(), 180)
    channels = {f"deliver {name}" for name in ("side", "epost", "mastodon", "varsling", "skjerm")}
    eventually(lambda: channels <= prefect.tasks(crisis), 180)
    told = json.dumps([run["parameters"] for run in prefect.runs(crisis)])
    for secret in ("Hemmelig", "Kok vannet", "mock_token", "krisemail", "http"):
        assert secret not in told


def _one_parent(prefect: Prefect, crisis: str) -> None:
    """The graph of its run is the crisis: every run hangs under it or under one of its drafts, and it says how far it has come."""
    eventually(lambda: prefect.states(crisis)["crisis"] == ["stood down"], 60)
    eventually(lambda: prefect.states(crisis)["draft"] == ["approved"], 60)
    assert prefect.parentless(crisis) == [f"crisis {crisis}"]
    (top,) = [run["id"] for run in prefect.runs(crisis) if run["name"] == f"crisis {crisis}"]

    def in_the_graph() -> set[str]:
        """First word of each run's name."""
        nodes = prefect.ask(f"/flow_runs/{top}/graph-v2")["nodes"]
        return {node["label"].split(" / ")[-1].split(" ")[0] for _, node in nodes if node["kind"] == "flow-run"}

    eventually(lambda: {"draft", "set", "fan-out", "stand", "watch"} <= in_the_graph(), 180)
    locks = {
        f"{what} {name}" for what in ("lock", "open") for name in ("side", "epost", "mastodon", "varsling", "skjerm")
    }
    eventually(lambda: locks | {"call-out"} <= prefect.tasks(crisis), 180)


def _tables_and_links(prefect: Prefect, crisis: str) -> None:
    found = {a["key"]: a for a in prefect.ask("/artifacts/latest/filter", {"limit": 100})}
    assert {f"locks-{crisis}", f"measures-{crisis}", f"desk-{crisis}", f"report-{crisis}"} <= set(found)
    (deliveries,) = [json.loads(a["data"]) for key, a in found.items() if key.startswith("message-")]
    assert {(row["account"], row["status"]) for row in deliveries} == {
        (name, "delivered") for name in ("side", "epost", "mastodon", "varsling", "skjerm")
    }
    assert {row["lock"] for row in json.loads(found[f"locks-{crisis}"]["data"])} <= {"here", "watched"}


def _no_word_of_ours(town: Town) -> None:
    """Neither in what was asked nor in a log line, an artifact or an event: in its whole database."""
    kept = b"".join(path.read_bytes() for path in (town.data / "prefect").glob("prefect.db*"))
    assert b"establish-crisis" in kept
    for secret in ("Hemmelig", "Kok vannet", "mock_token", "krisemail", "Vannet i", "kk.example"):
        assert secret.encode() not in kept, secret


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
