"""What people start in Prefect's own pages: deployments are made as code, and each does what its page says, and no more."""

import json
import urllib.error
from typing import Any
from uuid import uuid4

import pytest

from schemas.accounts.account import SANDBOX_SUFFIX
from tests.journeys.test_prefect import Prefect, program, started
from tests.journeys.test_whole_crisis import ESTABLISH
from tests.journeys.town import FILE, Town, eventually
from tests.servers.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]
SCENARIO = """\
id: lekkasje
name: Lekkasje
type: functional
title: Øvelse lekkasje
what: Bakterier i vannet
where: Lånke
template: kok
fields: {where: Lånke}
"""
WARNED = {f"{name}@kk.example" for name in ("kari", "per", "ola", "ingrid")}
SITUATION = {"title": "Vannbrudd", "what": "Bakterier i vannet", "where": "Lånke", "severity": "Severe"}
OTHER_PLAN = FILE.replace("id: kvartal, name: Kort", "id: halvaar, name: Lang") + "operators: [anne]\n"


class Pages(Prefect):
    """As one who sits at Prefect's own pages."""

    def deployments(self) -> dict[str, str]:
        """Name to id."""
        return {each["name"]: each["id"] for each in self.ask("/deployments/filter", {})}

    def breaks(self, flow: str, **state: str) -> str:
        """A run of that flow, which ends so. Returns its id."""
        flow_id = self.ask("/flows/", {"name": flow})["id"]
        running = {"type": "RUNNING", "name": "Running"}
        run = str(self.ask("/flow_runs/", {"flow_id": flow_id, "state": running, "idempotency_key": uuid4().hex})["id"])
        self.ask(f"/flow_runs/{run}/set_state", {"state": state, "force": True})
        return run

    def press(self, deployment: str, **parameters: Any) -> str:
        """The run's id."""
        asked = {"parameters": parameters, "idempotency_key": uuid4().hex}
        return str(self.ask(f"/deployments/{self.deployments()[deployment]}/create_flow_run", asked)["id"])

    def state(self, run: str) -> tuple[str, str | None]:
        """Name and message."""
        found = self.ask(f"/flow_runs/{run}")["state"]
        return found["name"], found["message"]

    def ends(self, run: str, name: str) -> str:
        """Its message, once it is in the state of that name."""
        eventually(lambda: self.state(run)[0] == name, 180)
        return self.state(run)[1] or ""


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_what_people_start_in_prefect(town: Town) -> None:
    port = free_port()
    town.environment |= {"KRISEKANAL_PREFECT": "on", "KRISEKANAL_PREFECT_PORT": str(port)}
    (town.data / "scenarios").mkdir()
    (town.data / "scenarios" / "lekkasje.yaml").write_text(SCENARIO, encoding="utf-8")
    _nobody_there(town)
    with started(town, port):
        pages = Pages(port, town.data / "prefect.auth")
        _deployed_as_often_as_one_likes(town, pages)
        _another_password(town)
        with program(town, "flows.schedules", town.environment):
            with program(town, "flows.runtime.worker", town.environment):
                _a_drill(town, pages)
                _trouble_is_told(town, pages)
                confirmed, aside = _proposed(town, pages), _proposed(town, pages)
                _nobody_else_confirms(town, pages, confirmed)
                _confirmed_at_the_desk(town, pages, confirmed)
            _set_aside(town, pages, aside)


def _nobody_there(town: Town) -> None:
    said = town.run("prefect", "deploy")
    assert said.code == 13 and said.error["error"] == "PrefectUnavailable" and "krisekanal up" in said.error["message"]


def _another_password(town: Town) -> None:
    file = town.data / "prefect.auth"
    before = file.read_bytes()
    try:
        file.write_text("krisekanal:feil\n")
        assert town.run("prefect", "deploy").code == 13
    finally:
        file.write_bytes(before)


def _deployed_as_often_as_one_likes(town: Town, pages: Pages) -> None:
    """A plan that is gone takes its deployment along."""
    first = {each["name"]: each["state"] for each in town.ok("prefect", "deploy")}
    assert set(first.values()) == {"made"}
    assert {"scheduled-exercise/kvartal", "drill/drill", "sweep/safety-net"} <= set(first)
    ids = pages.deployments()
    assert {each["name"]: each["state"] for each in town.ok("prefect", "deploy")} == dict.fromkeys(first, "kept")
    assert pages.deployments() == ids
    (town.data / "town.yaml").write_text(OTHER_PLAN, encoding="utf-8")
    changed = {each["name"]: each["state"] for each in town.ok("prefect", "deploy") if each["state"] != "kept"}
    assert changed == {"scheduled-exercise/halvaar": "made", "scheduled-exercise/kvartal": "removed"}
    assert pages.deployments().keys() - ids.keys() == {"halvaar"} and ids.keys() - pages.deployments().keys() == {
        "kvartal"
    }


def _a_drill(town: Town, pages: Pages) -> None:
    """Not while a crisis is open; else at once, and on every channel's sandbox account."""
    crisis = town.ok(*ESTABLISH, as_="kari")["id"]
    assert pages.ends(pages.press("drill", scenario="lekkasje"), "skipped") == "crisis_open"
    town.ok("crisis", "stand-down", as_="kari")
    with pytest.raises(urllib.error.HTTPError) as refused:
        pages.press("drill", scenario="finnes-ikke")
    assert refused.value.code in (409, 422)
    run = pages.press("drill", scenario="lekkasje")
    held = pages.ends(run, "held")
    (found,) = [each for each in town.ok("crisis", "list") if each["exercise"]]
    assert held == found["id"] != crisis and found["plan"] == f"lekkasje@run {run}"
    eventually(lambda: {"side", "epost", "mastodon", "varsling", "skjerm"} <= _in_the_sandbox(town), 180)


def _trouble_is_told(town: Town, pages: Pages) -> None:
    """Whatever breaks, those who keep the system get one notice of the run, and no flow that tells is told of."""
    told = len(town.smtp.messages)
    runs = [
        pages.breaks("drill", type="CRASHED", name="Crashed"),
        pages.breaks("scheduled-exercise", type="SCHEDULED", name="Late"),
        pages.breaks("fan-out", type="FAILED", name="a channel failed"),
    ]
    quiet = [
        pages.breaks("drill", type="FAILED", name="Failed"),
        pages.breaks("tell-operators", type="CRASHED", name="X"),
    ]

    def letters() -> list[tuple[str, str]]:
        found = [(m.recipient, m.message.get_content()) for m in town.smtp.messages[told:]]
        return [(to, run) for to, text in found for run in runs + quiet if f"/runs/flow-run/{run}" in text]

    eventually(lambda: len(letters()) >= len(runs), 180)
    assert pages.ends(pages.press("tell-operators", trouble="run_crashed", run_id=runs[0]), "told before") == ""
    assert sorted(letters()) == sorted(("anne@kk.example", run) for run in runs)
    said = json.dumps(pages.ask("/automations/filter", {"sort": "NAME_ASC", "limit": 20, "offset": 0}))
    assert said.count('"Krisekanal: ') == len(runs) and "krisemail" not in said and "@" not in said


def _proposed(town: Town, pages: Pages) -> tuple[str, str]:
    """(run, proposal): the run waits, seen by everybody, and nothing is set up."""
    told = len(town.smtp.messages)
    run = pages.press("set-up-crisis-staff", situation=SITUATION)
    proposal = pages.ends(run, "waiting for confirmation")
    assert pages.ask(f"/flow_runs/{run}")["state"]["state_details"]["pause_timeout"] is None
    (found,) = [each for each in town.ok("crisis", "proposals") if each["id"] == proposal]
    assert {name: found[name] for name in SITUATION} == SITUATION and found["source"] == "Prefect"
    assert _real_crises(town) == []
    link = f"/crisis/new?proposal={proposal}"
    eventually(lambda: {m.recipient for m in town.smtp.messages[told:]} >= WARNED)
    with_link = {m.recipient for m in town.smtp.messages[told:] if link in m.message.get_content()}
    assert with_link == {"kari@kk.example", "per@kk.example"}
    return run, proposal


def _nobody_else_confirms(town: Town, pages: Pages, asked: tuple[str, str]) -> None:
    """Neither the editor nor an employee; nor does Prefect's own Resume, which has the run wait again."""
    run, proposal = asked
    for stranger in ("ola", "anne"):
        assert town.run("crisis", "confirm", proposal, as_=stranger).code == 3
    pages.ask(f"/flow_runs/{run}/resume", {})
    eventually(lambda: pages.state(run) != ("waiting for confirmation", proposal), 60)
    assert pages.ends(run, "waiting for confirmation") == proposal
    assert _real_crises(town) == []


def _confirmed_at_the_desk(town: Town, pages: Pages, asked: tuple[str, str]) -> None:
    run, proposal = asked
    crisis = town.ok("crisis", "confirm", proposal, as_="kari")
    assert {name: crisis[name] for name in SITUATION} == SITUATION and not crisis["exercise"]
    assert pages.ends(run, "confirmed") == crisis["id"]
    assert town.ok("crisis", "confirm", proposal, as_="kari")["id"] == crisis["id"], "a second press"


def _set_aside(town: Town, pages: Pages, asked: tuple[str, str]) -> None:
    """No worker is there to tell Prefect: the safety net does, when it next runs."""
    run, proposal = asked
    town.ok("crisis", "set-aside", proposal, as_="ola")
    pages.press("safety-net")
    assert pages.ends(run, "set aside") == proposal
    assert town.ok("crisis", "proposals") == []


def _real_crises(town: Town) -> list[str]:
    """That are open."""
    return [c["id"] for c in town.ok("crisis", "list") if c["status"] == "established" and not c["exercise"]]


def _in_the_sandbox(town: Town) -> set[str]:
    """Accounts whose sandbox accounts have something."""
    found = (path.stem for path in (town.data / "sandbox").glob("*.jsonl"))
    return {stem.removesuffix(SANDBOX_SUFFIX) for stem in found if not stem.endswith(".remarks")}
