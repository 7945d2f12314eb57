"""What a real Prefect has been told of a crisis, piece by piece; the whole of it is in tests/journeys/test_prefect.py."""

import os
from collections.abc import Iterator
from contextvars import copy_context
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from prefect import Flow, State, flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.context import TagsContext
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings
from prefect.states import Failed
from prefect.types.entrypoint import EntrypointType

from config.machine.settings import Settings
from flows.fan_out import fan_out
from flows.route_draft import route_draft
from flows.runtime import warm_worker
from flows.runtime.pool import Pool, placed
from flows.runtime.routes import Queue
from flows.runtime.story import Story
from flows.set_up_crisis_staff import set_up_crisis_staff
from flows.warm_up import warm_up
from flows.work.context import set_worker
from flows.work.once import once
from schemas.event import EventKind, OutboxEvent
from schemas.states import DraftStatus
from store.approvals import of_crisis
from store.crises import lifecycle
from store.db.database import open_engine
from store.drafts import drafts
from store.outbox import outbox
from tests.cast import MUNICIPALITY, content, request
from tests.flows.stage import LEASE, Stage
from tests.journeys.town import eventually
from tests.servers.ports import free_port
from tests.servers.prefect import server as prefect_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SECRET = "Hemmelig ord"


class Told(NamedTuple):
    stage: Stage
    story: Story
    client: SyncPrefectClient
    kept: Path
    """Prefect's own database."""

    def due(self, kind: EventKind) -> OutboxEvent:
        """The event of this kind, as the worker claims it."""
        (found,) = outbox.claim_due(self.stage.ctx, self.stage.worker.name, LEASE, kinds=[kind])
        return found

    def run(self, which: Flow[..., Any], event: OutboxEvent, **parameters: Any) -> None:
        """As the worker hands it over."""
        self.stage.worker.handovers.open(event.id)
        self.story.run(which, event, parameters)

    def runs(self, crisis_id: str) -> dict[str, dict[str, Any]]:
        """By name."""
        body = {"flow_runs": {"tags": {"all_": [f"crisis:{crisis_id}"]}}}
        return {run["name"]: run for run in self.client.request("POST", "/flow_runs/filter", json=body).json()}


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("prefect")
    settings = Settings(data=folder, prefect_port=free_port())
    environment = dict(os.environ) | {
        "KRISEKANAL_DATA": str(folder),
        "KRISEKANAL_PREFECT_PORT": str(settings.prefect_port),
    }
    with prefect_server(settings, environment, folder / "server.log"):
        yield settings


@pytest.fixture
def told(prefect: Settings, migrated_sqlite: bytes, tmp_path: Path) -> Iterator[Told]:
    (tmp_path / "kk.db").write_bytes(migrated_sqlite)
    engine = open_engine(f"sqlite:///{tmp_path / 'kk.db'}", busy_timeout_ms=2000)
    stage = Stage(engine, tmp_path, MUNICIPALITY)
    auth = (prefect.data / "prefect.auth").read_text().strip()
    with temporary_settings({PREFECT_API_URL: prefect.prefect_api_url, PREFECT_API_AUTH_STRING: auth}):
        set_worker(stage.worker)
        yield Told(stage, Story(stage.worker), get_client(sync_client=True), prefect.data / "prefect" / "prefect.db")
        APILogWorker.drain_all(timeout=30)  # else it tells a server that is gone, until the very end
        EventsWorker.drain_all(timeout=30)
    engine.dispose()


def test_a_draft_is_seen_waiting_and_so_is_each_turn_it_takes(told: Told) -> None:
    ctx = told.stage.ctx
    crisis = lifecycle.establish(ctx, "kari", request())
    mine = drafts.new(ctx, "anne", crisis.id, content("Kok vannet i ett minutt.", title=SECRET))
    told.story.tell(crisis.id)
    assert {name: run["state_name"] for name, run in told.runs(crisis.id).items()} == {
        f"crisis {crisis.id}": "established"
    }
    drafts.submit(ctx, "anne", mine.id)
    event = told.due(EventKind.DRAFT_SUBMITTED)
    told.run(route_draft, event, draft_id=mine.id)
    found = told.runs(crisis.id)
    assert found[f"draft {mine.id}"]["state_name"] == "waiting for approval"
    assert {event.kind for event in outbox.pending(ctx)} >= {EventKind.NOTICE_DUE}, "the desk is told"
    assert _parent(told, found[f"route {mine.id} (new)"]) == found[f"draft {mine.id}"]["id"]
    assert _parent(told, found[f"draft {mine.id}"]) == found[f"crisis {crisis.id}"]["id"]
    drafts.give_back(ctx, "ola", mine.id, "Skriv hvem det gjelder.")
    told.story.tell(crisis.id)
    assert told.runs(crisis.id)[f"draft {mine.id}"]["state_name"] == "returned"
    drafts.withdraw(ctx, "anne", mine.id)
    assert of_crisis.statuses(ctx, crisis.id) == {mine.id: DraftStatus.WITHDRAWN}
    lifecycle.stand_down(ctx, "kari", crisis.id)
    told.story.tell(crisis.id)
    assert {
        name: run["state_name"] for name, run in told.runs(crisis.id).items() if " k-" in name or "draft" in name
    } == {
        f"crisis {crisis.id}": "stood down",
        f"draft {mine.id}": "withdrawn",
    }
    assert SECRET.encode() not in told.kept.read_bytes()


def test_two_workers_and_a_second_time_make_the_same_runs(told: Told) -> None:
    crisis = lifecycle.establish(told.stage.ctx, "kari", request())
    event = told.due(EventKind.CRISIS_ESTABLISHED)
    told.run(set_up_crisis_staff, event, crisis_id=crisis.id)
    first = told.runs(crisis.id)
    assert first[f"set up {crisis.id}"]["state_name"] == "Completed"
    Story(told.stage.worker).run(set_up_crisis_staff, event, {"crisis_id": crisis.id})
    assert {name: run["id"] for name, run in told.runs(crisis.id).items()} == {n: run["id"] for n, run in first.items()}


def test_a_prefect_that_has_lost_the_crisis_gets_it_again(told: Told) -> None:
    crisis = lifecycle.establish(told.stage.ctx, "kari", request())
    told.story.tell(crisis.id)
    told.client.delete_flow_run(UUID(told.runs(crisis.id)[f"crisis {crisis.id}"]["id"]))
    lifecycle.stand_down(told.stage.ctx, "kari", crisis.id)
    told.story.tell(crisis.id)
    assert told.runs(crisis.id)[f"crisis {crisis.id}"]["state_name"] == "stood down"


def test_an_account_that_is_not_locked_is_a_failed_task(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain step would lock it; here a worker of an older file has left it out."""
    crisis = lifecycle.establish(told.stage.ctx, "kari", request())
    monkeypatch.setattr("flows.steps.locks.expected", lambda worker, crisis_id: ["side", "ukjent"])
    told.run(set_up_crisis_staff, told.due(EventKind.CRISIS_ESTABLISHED), crisis_id=crisis.id)
    found = told.runs(crisis.id)[f"set up {crisis.id}"]
    assert (found["state_type"], found["state_name"]) == ("FAILED", "not all locked")

    def tasks() -> dict[str, str]:
        body = {"flow_runs": {"id": {"any_": [found["id"]]}}}
        return {t["name"]: t["state_name"] for t in told.client.request("POST", "/task_runs/filter", json=body).json()}

    eventually(
        lambda: tasks() == {"lock side": "here", "lock ukjent": "not locked", "call-out": "called out"} or None, 60
    )


def test_a_worker_that_died_is_a_crash_and_the_next_try_a_run_of_its_own(told: Told) -> None:
    crisis = lifecycle.establish(told.stage.ctx, "kari", request())
    event = told.due(EventKind.CRISIS_ESTABLISHED)
    died = told.story._placed(fan_out, event, {})  # the run of one that got no further
    again = event.model_copy(update={"attempts": event.attempts + 1})
    told.run(set_up_crisis_staff, again, crisis_id=crisis.id)
    states = {run["id"]: run["state_name"] for run in told.runs(crisis.id).values()}
    assert states[str(died.id)] == "worker died"
    assert told.runs(crisis.id)[f"set up {crisis.id}"]["state_name"] == "Completed"


def test_what_prefect_failed_under_is_shown_as_done(told: Told) -> None:
    """It answered late, and wrote its own error over a run whose work was done without it."""
    crisis = lifecycle.establish(told.stage.ctx, "kari", request())
    event = told.due(EventKind.CRISIS_ESTABLISHED)
    failed = told.story._placed(set_up_crisis_staff, event, {"crisis_id": crisis.id, "event_id": event.id})
    told.client.set_flow_run_state(failed.id, Failed(message="ReadTimeout"), force=True)
    outbox.finish(told.stage.ctx, event.id, "plain")
    told.story.show(set_up_crisis_staff, event, {"crisis_id": crisis.id})
    (found,) = [run for run in told.runs(crisis.id).values() if run["id"] == str(failed.id)]
    assert (found["state_type"], found["state_name"]) == ("COMPLETED", "done plainly")


def test_prefect_hears_what_kind_of_error_it_was_and_not_its_words(told: Told) -> None:
    @flow(name="fails")
    def fails(event_id: str) -> State[None]:
        def step() -> None:
            raise ValueError(SECRET)

        return once(event_id, step)

    lifecycle.establish(told.stage.ctx, "kari", request())
    event = told.due(EventKind.CRISIS_ESTABLISHED)
    handover = told.stage.worker.handovers.open(event.id)
    told.story.run(fails, event, {})
    with pytest.raises(ValueError, match=SECRET):
        handover.outcome()
    (run,) = [run for run in told.runs(event.crisis_id or "").values() if run["state_type"] == "FAILED"]
    assert "StepFailed" in run["state"]["message"]
    kept = b"".join(path.read_bytes() for path in told.kept.parent.glob("prefect.db*"))
    assert b"StepFailed" in kept and SECRET.encode() not in kept


def test_tasks_carry_no_tags(told: Told) -> None:
    """Prefect's client asks for a slot for each tag before a task begins: one more place to hang in (adr 0012)."""
    seen: list[set[str]] = []

    @flow(name="tags")
    def tags(event_id: str) -> State[None]:
        return once(event_id, lambda: seen.append(TagsContext.get().current_tags))

    lifecycle.establish(told.stage.ctx, "kari", request())
    told.run(tags, told.due(EventKind.CRISIS_ESTABLISHED))
    assert seen == [set()]


def _parent(told: Told, run: dict[str, Any]) -> str:
    """The id of the run that it hangs under."""
    task = told.client.request("GET", "/task_runs/{id}", path_params={"id": run["parent_task_run_id"]}).json()
    return str(task["flow_run_id"])


def test_the_pool_runs_our_flows_and_no_others(told: Told) -> None:
    """Whoever gets at Prefect may make a deployment; its run is refused, whatever its entrypoint names."""
    pool, stopping, ran = Pool(told.client), Event(), list[FlowRun]()
    pool.prepare([(warm_up, Queue.URGENT)])
    foreign: Any = Flow(_foreign, name="foreign").to_deployment("events", entrypoint_type=EntrypointType.MODULE_PATH)
    foreign.entrypoint = "flows.warm_up.warm_up"
    placed(foreign, Queue.URGENT).apply()
    runs = [
        told.client.create_flow_run_from_deployment(told.client.read_deployment_by_name(f"{name}/events").id)
        for name in ("foreign", warm_up.name)
    ]
    work = partial(warm_worker.run, "w-test", stopping, ran.append)
    Thread(target=copy_context().run, args=(work,), daemon=True).start()
    try:
        ended = [eventually(partial(_ended, told, run.id)) for run in runs]
        eventually(lambda: ran)
    finally:
        stopping.set()
    assert ended == [StateType.CRASHED, StateType.COMPLETED]
    assert [run.id for run in ran] == [runs[1].id]


def _foreign() -> None:
    raise AssertionError("run")


def _ended(told: Told, run_id: UUID) -> StateType | None:
    state = told.client.read_flow_run(run_id).state
    return state.type if state and state.is_final() else None
